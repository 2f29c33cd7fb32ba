#include "string_kernels.h"

#include "lane_layout.h"

#define DECLARE(level)                                                                              \
    void jdl_jaro_winkler_##level(const struct jdl_lane_block *block, const struct jdl_lane_queries *queries, \
                                  const struct jdl_lane_output *output);                            \
    void jdl_edit_distance_##level(int swaps, const struct jdl_lane_block *block,                   \
                                   const struct jdl_lane_queries *queries, const struct jdl_lane_output *output);

DECLARE(portable)
#if defined(__x86_64__)
DECLARE(avx2)
DECLARE(avx512)
#endif

enum jdl_kernel_level jdl_kernel_level_max(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi2")) return JDL_KERNEL_PORTABLE;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq"))
        return JDL_KERNEL_AVX512;
    return JDL_KERNEL_AVX2;
#else
    return JDL_KERNEL_PORTABLE;
#endif
}

uint32_t jdl_kernel_vector_bytes(enum jdl_kernel_level level) {
    switch (level) {
    case JDL_KERNEL_AVX512: return 64;
    case JDL_KERNEL_AVX2: return 32;
    default: return 16;
    }
}

uint32_t jdl_jaro_winkler_table_count(uint32_t lane_bits) { return (lane_bits + 1) * JDL_JARO_WINKLER_STRIDE(lane_bits); }

uint32_t jdl_jaro_winkler_index(uint32_t lane_bits, uint32_t matches, uint32_t half_unequal, uint32_t prefix) {
    return matches * JDL_JARO_WINKLER_STRIDE(lane_bits) + half_unequal * JDL_PREFIX_COUNT + prefix;
}

void jdl_jaro_winkler_lanes(enum jdl_kernel_level level, const struct jdl_lane_block *block,
                            const struct jdl_lane_queries *queries, const struct jdl_lane_output *output) {
    switch (level) {
#if defined(__x86_64__)
    case JDL_KERNEL_AVX512: jdl_jaro_winkler_avx512(block, queries, output); break;
    case JDL_KERNEL_AVX2: jdl_jaro_winkler_avx2(block, queries, output); break;
#endif
    default: jdl_jaro_winkler_portable(block, queries, output);
    }
}

void jdl_edit_distance_lanes(enum jdl_kernel_level level, int swaps, const struct jdl_lane_block *block,
                             const struct jdl_lane_queries *queries, const struct jdl_lane_output *output) {
    switch (level) {
#if defined(__x86_64__)
    case JDL_KERNEL_AVX512: jdl_edit_distance_avx512(swaps, block, queries, output); break;
    case JDL_KERNEL_AVX2: jdl_edit_distance_avx2(swaps, block, queries, output); break;
#endif
    default: jdl_edit_distance_portable(swaps, block, queries, output);
    }
}
