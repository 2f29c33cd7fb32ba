/* The kernels for one level of instructions.
 *
 * LEVEL names it, TARGET is its attribute, REGISTER_BYTES the size of a register, TILE the columns of a register tile of the
 * cross product, FMA(a, b, c) is a * b + c of vectors. Vectors of 64 bytes are split by the compiler where registers are smaller. */
#include "score_kernels.h"

#include <math.h>
#include <string.h>

#pragma clang fp contract(off)

#define PASTE_(a, b) a##_##b
#define PASTE(a, b) PASTE_(a, b)
#define NAME(name) PASTE(name, LEVEL)
#define INLINE TARGET static inline __attribute__((always_inline))
#define LANES JDL_SCORE_LANES

typedef double lanes_t __attribute__((vector_size(64), aligned(8)));
typedef int64_t mask_t __attribute__((vector_size(64), aligned(8)));
typedef uint8_t flags_t __attribute__((vector_size(8), aligned(1)));
typedef uint32_t places_t __attribute__((vector_size(32), aligned(4)));
typedef float singles_t __attribute__((vector_size(32), aligned(4)));
typedef double register_t_ __attribute__((vector_size(REGISTER_BYTES), aligned(8)));

#define ALL(value) ((lanes_t){0} + (value))
#define SELECT(mask, a, b) ((lanes_t)(((mask) & (mask_t)(a)) | (~(mask) & (mask_t)(b))))

/* Values to the end of the rows, then zeros. */
#define LOAD(to, type, values, row, rows, convert)                              \
    lanes_t to;                                                                 \
    if ((row) + LANES <= (rows)) {                                              \
        to = convert(*(const type *)((values) + (row)));                        \
    } else {                                                                    \
        type padded = {0};                                                      \
        memcpy(&padded, (values) + (row), ((rows) - (row)) * sizeof *(values)); \
        to = convert(padded);                                                   \
    }
/* Flags to the end of the rows, then a flag that none of them has. */
#define LOAD_FLAGS(to, flags, row, rows)                         \
    flags_t to;                                                  \
    if ((row) + LANES <= (rows)) {                               \
        to = *(const flags_t *)((flags) + (row));                \
    } else {                                                     \
        memset(&to, 0xff, sizeof to);                            \
        memcpy(&to, (flags) + (row), (rows) - (row));            \
    }
#define IS_FLAG(flags, flag) (__builtin_convertvector(flags, mask_t) == ((mask_t){0} + (flag)))
#define AS_IS(values) (values)
#define WIDENED(values) __builtin_convertvector(values, lanes_t)

INLINE double NAME(sum)(const double *lanes) {
    return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}
#define SUM(lanes) NAME(sum)((const double *)&(lanes))

#define ADD_NUMBERS(type, values, convert)                                                                            \
    for (size_t row = 0; row < rows; row += LANES) {                                                                  \
        LOAD(value, type, values, row, rows, convert)                                                                 \
        lanes_t *to = (lanes_t *)(predictors + row);                                                                  \
        const lanes_t moved = FMA(ALL(slope), value - ALL(centre), *to);                                              \
        *to = SELECT(value == value, moved, *to + ALL(missing));                                                      \
    }

TARGET void NAME(jdl_add_singles)(const float *values, size_t rows, double slope, double centre, double missing,
                                  double *predictors) {
    ADD_NUMBERS(singles_t, values, WIDENED)
}

TARGET void NAME(jdl_add_doubles)(const double *values, size_t rows, double slope, double centre, double missing,
                                  double *predictors) {
    ADD_NUMBERS(lanes_t, values, AS_IS)
}

/* exp(x) for x of at most 0, below -708 that of -708; within a unit in the last place. x = k ln 2 + r, |r| <= ln 2 / 2, by the
 * Taylor series to r^13; ln 2 in two parts (Cody and Waite 1980). */
INLINE void NAME(exp_negative)(const lanes_t *of, lanes_t *result) {
    const lanes_t x = *of;
    const lanes_t magic = ALL(6755399441055744.0);
    const lanes_t bounded = SELECT(x < ALL(-708.0), ALL(-708.0), x);
    const lanes_t shifted = FMA(bounded, ALL(1.4426950408889634), magic);
    const lanes_t k = shifted - magic;
    lanes_t r = FMA(k, ALL(-6.93147180369123816490e-01), bounded);
    r = FMA(k, ALL(-1.90821492927058770002e-10), r);
    lanes_t p = ALL(1.0 / 6227020800.0);
    p = FMA(p, r, ALL(1.0 / 479001600.0));
    p = FMA(p, r, ALL(1.0 / 39916800.0));
    p = FMA(p, r, ALL(1.0 / 3628800.0));
    p = FMA(p, r, ALL(1.0 / 362880.0));
    p = FMA(p, r, ALL(1.0 / 40320.0));
    p = FMA(p, r, ALL(1.0 / 5040.0));
    p = FMA(p, r, ALL(1.0 / 720.0));
    p = FMA(p, r, ALL(1.0 / 120.0));
    p = FMA(p, r, ALL(1.0 / 24.0));
    p = FMA(p, r, ALL(1.0 / 6.0));
    p = FMA(p, r, ALL(0.5));
    p = FMA(p, r, ALL(1.0));
    p = FMA(p, r, ALL(1.0));
    const lanes_t scaled = (lanes_t)((mask_t)p + ((mask_t)shifted << 52));
    *result = SELECT(x == x, scaled, x);
}

/* log(1 + x) for x of 0 to 1, as 2 artanh(x / (2 + x)) by its series. */
INLINE void NAME(log_one_plus)(const lanes_t *of, lanes_t *result) {
    const lanes_t x = *of;
    const lanes_t s = x / (x + ALL(2.0));
    const lanes_t z = s * s;
    lanes_t p = ALL(1.0 / 33);
    p = FMA(p, z, ALL(1.0 / 31));
    p = FMA(p, z, ALL(1.0 / 29));
    p = FMA(p, z, ALL(1.0 / 27));
    p = FMA(p, z, ALL(1.0 / 25));
    p = FMA(p, z, ALL(1.0 / 23));
    p = FMA(p, z, ALL(1.0 / 21));
    p = FMA(p, z, ALL(1.0 / 19));
    p = FMA(p, z, ALL(1.0 / 17));
    p = FMA(p, z, ALL(1.0 / 15));
    p = FMA(p, z, ALL(1.0 / 13));
    p = FMA(p, z, ALL(1.0 / 11));
    p = FMA(p, z, ALL(1.0 / 9));
    p = FMA(p, z, ALL(1.0 / 7));
    p = FMA(p, z, ALL(1.0 / 5));
    p = FMA(p, z, ALL(1.0 / 3));
    const lanes_t twice = s + s;
    *result = FMA(p * z, twice, twice);
}

/* With e = exp(-|eta|): p (1 - p) = e / (1 + e)^2, and the log-likelihood never takes the logarithm of a rounded 0 or 1. */
TARGET struct jdl_row_sums NAME(jdl_logistic_rows)(const uint8_t *treated, const double *weights, double starting,
                                                   size_t rows, double *roots, double *slopes) {
    lanes_t log_likelihood = {0}, total = {0}, treated_total = {0};
    const lanes_t zero = {0};
    for (size_t row = 0; row < rows; row += LANES) {
        LOAD_FLAGS(flags, treated, row, rows)
        const mask_t is_treated = IS_FLAG(flags, 1);
        const mask_t is_row = is_treated | IS_FLAG(flags, 0);
        lanes_t weight = SELECT(is_row, ALL(1.0), zero);
        if (weights) {
            LOAD(given, lanes_t, weights, row, rows, AS_IS)
            weight = given;
        }
        lanes_t eta = *(const lanes_t *)(slopes + row);
        if (starting > 0) eta = SELECT(is_treated, ALL(starting), ALL(-starting));
        eta = SELECT(is_row, eta, zero);
        const lanes_t towards = SELECT(is_treated, eta, -eta);
        const lanes_t away = SELECT(eta > zero, -eta, eta);
        lanes_t decay, cost;
        NAME(exp_negative)(&away, &decay);
        NAME(log_one_plus)(&decay, &cost);
        const lanes_t share = ALL(1.0) / (ALL(1.0) + decay);
        const lanes_t information = decay * share * share;
        const lanes_t miss = SELECT(towards >= zero, decay * share, share);
        lanes_t slope = SELECT(is_treated, miss, -miss);
        if (starting > 0) slope = FMA(information, eta, slope);
        const lanes_t fit = SELECT(towards >= zero, zero, towards) - cost;
        log_likelihood = FMA(weight, fit, log_likelihood);
        total = total + weight;
        treated_total = treated_total + SELECT(is_treated, weight, zero);
        *(lanes_t *)(roots + row) = __builtin_elementwise_sqrt(weight * information);
        *(lanes_t *)(slopes + row) = weight * slope;
    }
    return (struct jdl_row_sums){SUM(log_likelihood), SUM(total), SUM(treated_total)};
}

/* Two passes: sums of the numbers of each group, then squared distances from the group's mean. */
#define MOMENTS(type, values, convert)                                                                                \
    const lanes_t zero = {0};                                                                                         \
    lanes_t sum[2] = {zero, zero}, squares[2] = {zero, zero};                                                         \
    lanes_t lowest[2] = {ALL(INFINITY), ALL(INFINITY)}, highest[2] = {ALL(-INFINITY), ALL(-INFINITY)};                \
    mask_t count[2] = {{0}, {0}}, people[2] = {{0}, {0}}, fractional[2] = {{0}, {0}};                                 \
    for (size_t row = 0; row < rows; row += LANES) {                                                                  \
        LOAD(value, type, values, row, rows, convert)                                                                 \
        LOAD_FLAGS(flags, treated, row, rows)                                                                         \
        const mask_t has_fraction = __builtin_elementwise_trunc(value) != value;                                      \
        for (int group = 0; group < 2; group++) {                                                                     \
            const mask_t in_group = IS_FLAG(flags, group), is_number = in_group & (value == value);                   \
            people[group] -= in_group;                                                                                \
            count[group] -= is_number;                                                                                \
            fractional[group] -= is_number & has_fraction;                                                            \
            sum[group] = sum[group] + SELECT(is_number, value, zero);                                                 \
            lowest[group] = SELECT(is_number & (value < lowest[group]), value, lowest[group]);                        \
            highest[group] = SELECT(is_number & (value > highest[group]), value, highest[group]);                     \
        }                                                                                                             \
    }                                                                                                                 \
    for (int group = 0; group < 2; group++) {                                                                         \
        struct jdl_moments *own = &to[group];                                                                         \
        *own = (struct jdl_moments){.lowest = INFINITY, .highest = -INFINITY};                                        \
        for (int lane = 0; lane < LANES; lane++) {                                                                    \
            own->count += count[group][lane];                                                                         \
            own->missing += people[group][lane] - count[group][lane];                                                 \
            own->fractional += fractional[group][lane];                                                               \
            if (lowest[group][lane] < own->lowest) own->lowest = lowest[group][lane];                                 \
            if (highest[group][lane] > own->highest) own->highest = highest[group][lane];                             \
        }                                                                                                             \
        own->mean = own->count > 0 ? SUM(sum[group]) / (double)own->count : 0;                                        \
    }                                                                                                                 \
    for (size_t row = 0; row < rows; row += LANES) {                                                                  \
        LOAD(value, type, values, row, rows, convert)                                                                 \
        LOAD_FLAGS(flags, treated, row, rows)                                                                         \
        for (int group = 0; group < 2; group++) {                                                                     \
            const lanes_t distance = value - ALL(to[group].mean);                                                     \
            const lanes_t counted = SELECT(IS_FLAG(flags, group) & (value == value), distance, zero);                 \
            squares[group] = FMA(counted, counted, squares[group]);                                                   \
        }                                                                                                             \
    }                                                                                                                 \
    for (int group = 0; group < 2; group++) to[group].squares = SUM(squares[group]);

TARGET void NAME(jdl_moments_singles)(const float *values, const uint8_t *treated, size_t rows,
                                      struct jdl_moments to[2]) {
    MOMENTS(singles_t, values, WIDENED)
}

TARGET void NAME(jdl_moments_doubles)(const double *values, const uint8_t *treated, size_t rows,
                                      struct jdl_moments to[2]) {
    MOMENTS(lanes_t, values, AS_IS)
}

/* Adding 1.5 * 2^52 rounds to a whole number, which then stands in the lowest bits. */
#define DECIMAL_PLACES(type, values, convert)                                                                         \
    const lanes_t magic = ALL(6755399441055744.0);                                                                    \
    mask_t is_other = {0};                                                                                            \
    for (size_t row = 0; row < rows; row += LANES) {                                                                  \
        LOAD(value, type, values, row, rows, convert)                                                                 \
        const mask_t is_number = value == value;                                                                      \
        const lanes_t whole = (value * ALL(scale) + magic) - magic;                                                   \
        const mask_t differs = is_number & (whole / ALL(scale) != value);                                             \
        const lanes_t place = SELECT(is_number, whole - ALL(first), ALL(-1.0)) + magic;                               \
        const places_t found = __builtin_convertvector((mask_t)place, places_t);                                      \
        if (row + LANES <= rows) {                                                                                    \
            is_other |= differs;                                                                                      \
            *(places_t *)(places + row) = found;                                                                      \
        } else {                                                                                                      \
            for (size_t lane = 0; lane < rows - row; lane++) {                                                        \
                is_other[0] |= differs[lane];                                                                         \
                places[row + lane] = found[lane];                                                                     \
            }                                                                                                         \
        }                                                                                                             \
    }                                                                                                                 \
    int64_t any = 0;                                                                                                  \
    for (int lane = 0; lane < LANES; lane++) any |= is_other[lane];                                                   \
    return any == 0;

TARGET int NAME(jdl_decimal_places_singles)(const float *values, size_t rows, double scale, double first,
                                            uint32_t *places) {
    DECIMAL_PLACES(singles_t, values, WIDENED)
}

TARGET int NAME(jdl_decimal_places_doubles)(const double *values, size_t rows, double scale, double first,
                                            uint32_t *places) {
    DECIMAL_PLACES(lanes_t, values, AS_IS)
}

#define EXPAND(type, values, convert)                                                                                 \
    lanes_t sum = {0}, missing = {0};                                                                                 \
    const lanes_t zero = {0};                                                                                         \
    const lanes_t centre = ALL(to->centre), inverse = ALL(to->inverse_scale);                                         \
    for (size_t row = 0; row < rows; row += LANES) {                                                                  \
        /* The same rows of the next block, which arrive while the cross product of this one is worked out. */        \
        __builtin_prefetch(values + row + rows, 0, 2);                                                                \
        LOAD(value, type, values, row, rows, convert)                                                                 \
        const mask_t is_number = value == value;                                                                      \
        const lanes_t root = *(const lanes_t *)(roots + row);                                                         \
        const lanes_t slope = *(const lanes_t *)(slopes + row);                                                       \
        const lanes_t scaled = SELECT(is_number, (value - centre) * inverse, zero);                                   \
        sum = FMA(scaled, slope, sum);                                                                                \
        missing = missing + SELECT(is_number, zero, slope);                                                           \
        if (to->column) *(lanes_t *)(to->column + row) = scaled * root;                                               \
        if (to->indicator) *(lanes_t *)(to->indicator + row) = SELECT(is_number, zero, root);                         \
    }                                                                                                                 \
    return (struct jdl_column_gradient){SUM(sum), SUM(missing)};

TARGET struct jdl_column_gradient NAME(jdl_expand_singles)(const float *values, size_t rows, const double *roots,
                                                           const double *slopes,
                                                           const struct jdl_number_column *to) {
    EXPAND(singles_t, values, WIDENED)
}

TARGET struct jdl_column_gradient NAME(jdl_expand_doubles)(const double *values, size_t rows, const double *roots,
                                                           const double *slopes,
                                                           const struct jdl_number_column *to) {
    EXPAND(lanes_t, values, AS_IS)
}

TARGET double NAME(jdl_expand_flags)(const uint8_t *flags, uint8_t flag, size_t rows, const double *roots,
                                     const double *slopes, double *column) {
    lanes_t sum = {0};
    const lanes_t zero = {0};
    for (size_t row = 0; row < rows; row += LANES) {
        LOAD_FLAGS(own, flags, row, rows)
        const mask_t has = IS_FLAG(own, flag);
        *(lanes_t *)(column + row) = SELECT(has, *(const lanes_t *)(roots + row), zero);
        sum = sum + SELECT(has, *(const lanes_t *)(slopes + row), zero);
    }
    return SUM(sum);
}

#define PARTS (64 / REGISTER_BYTES)
#define PART_LANES (LANES / PARTS)

/* The sums of TILE by TILE columns over all rows, for some of the lanes: all in registers. */
INLINE void NAME(tile)(const double *const *left, const double *const *right, size_t rows, size_t part,
                       register_t_ sums[TILE][TILE]) {
    for (size_t row = part * PART_LANES; row < rows; row += LANES) {
        register_t_ columns[TILE];
#pragma unroll
        for (int j = 0; j < TILE; j++) columns[j] = *(const register_t_ *)(right[j] + row);
#pragma unroll
        for (int i = 0; i < TILE; i++) {
            const register_t_ own = *(const register_t_ *)(left[i] + row);
#pragma unroll
            for (int j = 0; j < TILE; j++) sums[i][j] = FMA(own, columns[j], sums[i][j]);
        }
    }
}

TARGET void NAME(jdl_cross_product_add)(const double *block, size_t order, size_t rows, size_t stride, double *lanes) {
    for (size_t top = 0; top < order; top += TILE) {
        for (size_t side = 0; side <= top; side += TILE) {
            const double *left[TILE], *right[TILE];
            for (size_t i = 0; i < TILE; i++) {
                left[i] = block + (top + i < order ? top + i : order - 1) * stride;
                right[i] = block + (side + i < order ? side + i : order - 1) * stride;
            }
            for (size_t part = 0; part < PARTS; part++) {
                register_t_ sums[TILE][TILE];
#define FOR_KEPT                                                        \
    _Pragma("unroll") for (size_t i = 0; i < TILE; i++)                 \
        _Pragma("unroll") for (size_t j = 0; j < TILE; j++)
#define IS_KEPT (top + i < order && side + j <= top + i)
#define PLACE ((register_t_ *)(lanes + ((top + i) * (top + i + 1) / 2 + side + j) * LANES + part * PART_LANES))
                FOR_KEPT sums[i][j] = IS_KEPT ? *PLACE : (register_t_){0};
                NAME(tile)(left, right, rows, part, sums);
                FOR_KEPT if (IS_KEPT) *PLACE = sums[i][j];
            }
        }
    }
}
