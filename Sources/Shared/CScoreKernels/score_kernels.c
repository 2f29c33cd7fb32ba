#include "score_kernels.h"

#define SAME(...) __VA_ARGS__
/* Declares a kernel's levels and defines the kernel as the choice among them. */
#if defined(__x86_64__)
#define DECLARED(type, name, parameters) \
    type name##_portable parameters;     \
    type name##_avx2 parameters;         \
    type name##_avx512 parameters;
#define CHOSEN(name, arguments)                              \
    switch (level) {                                         \
    case JDL_SCORE_AVX512: return name##_avx512 arguments;   \
    case JDL_SCORE_AVX2: return name##_avx2 arguments;       \
    default: return name##_portable arguments;               \
    }
#else
#define DECLARED(type, name, parameters) type name##_portable parameters;
#define CHOSEN(name, arguments) \
    (void)level;                \
    return name##_portable arguments;
#endif
#define KERNEL(type, name, parameters, arguments)                      \
    DECLARED(type, name, (parameters))                                 \
    type name(enum jdl_score_level level, parameters) { CHOSEN(name, (arguments)) }

enum jdl_score_level jdl_score_level_max(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return JDL_SCORE_PORTABLE;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return JDL_SCORE_AVX512;
    return JDL_SCORE_AVX2;
#else
    return JDL_SCORE_PORTABLE;
#endif
}

KERNEL(void, jdl_add_singles,
       SAME(const float *values, size_t rows, double slope, double centre, double missing, double *predictors),
       SAME(values, rows, slope, centre, missing, predictors))

KERNEL(void, jdl_add_doubles,
       SAME(const double *values, size_t rows, double slope, double centre, double missing, double *predictors),
       SAME(values, rows, slope, centre, missing, predictors))

KERNEL(void, jdl_moments_singles,
       SAME(const float *values, const uint8_t *treated, size_t rows, struct jdl_moments to[2]),
       SAME(values, treated, rows, to))

KERNEL(void, jdl_moments_doubles,
       SAME(const double *values, const uint8_t *treated, size_t rows, struct jdl_moments to[2]),
       SAME(values, treated, rows, to))

KERNEL(int, jdl_decimal_places_singles,
       SAME(const float *values, size_t rows, double scale, double first, uint32_t *places),
       SAME(values, rows, scale, first, places))

KERNEL(int, jdl_decimal_places_doubles,
       SAME(const double *values, size_t rows, double scale, double first, uint32_t *places),
       SAME(values, rows, scale, first, places))

KERNEL(struct jdl_row_sums, jdl_logistic_rows,
       SAME(const uint8_t *treated, const double *weights, double starting, size_t rows, double *roots, double *slopes),
       SAME(treated, weights, starting, rows, roots, slopes))

KERNEL(struct jdl_column_gradient, jdl_expand_singles,
       SAME(const float *values, size_t rows, const double *roots, const double *slopes,
            const struct jdl_number_column *to),
       SAME(values, rows, roots, slopes, to))

KERNEL(struct jdl_column_gradient, jdl_expand_doubles,
       SAME(const double *values, size_t rows, const double *roots, const double *slopes,
            const struct jdl_number_column *to),
       SAME(values, rows, roots, slopes, to))

KERNEL(double, jdl_expand_flags,
       SAME(const uint8_t *flags, uint8_t flag, size_t rows, const double *roots, const double *slopes, double *column),
       SAME(flags, flag, rows, roots, slopes, column))

KERNEL(void, jdl_cross_product_add,
       SAME(const double *block, size_t order, size_t rows, size_t stride, double *lanes),
       SAME(block, order, rows, stride, lanes))

size_t jdl_cross_product_count(size_t order) { return order * (order + 1) / 2 * JDL_SCORE_LANES; }

void jdl_cross_product_sum(const double *lanes, size_t order, double *packed) {
    const size_t count = order * (order + 1) / 2;
    for (size_t place = 0; place < count; place++) {
        const double *own = lanes + place * JDL_SCORE_LANES;
        packed[place] = ((own[0] + own[4]) + (own[2] + own[6])) + ((own[1] + own[5]) + (own[3] + own[7]));
    }
}
