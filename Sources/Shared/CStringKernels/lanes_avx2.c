/* The kernels with 256-bit vectors; `HITS` is all ones where a lane did not match. */
#include "string_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define LEVEL avx2
#define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define VECTOR_BYTES 32
#define V __m256i
#define HITS __m256i

#define OP(name) PASTE(_mm256_##name##_epi, LANE_BITS, )
#define ZERO _mm256_setzero_si256()
#define SET(value) NAME(broadcast)(value)
#define AND(a, b) _mm256_and_si256(a, b)
#define ANDNOT(a, b) _mm256_andnot_si256(a, b)
#define OR(a, b) _mm256_or_si256(a, b)
#define XOR(a, b) _mm256_xor_si256(a, b)
#define ADD(a, b) OP(add)(a, b)
#define STORE(to, a) _mm256_store_si256((__m256i *)(to), a)
#define FREE(mask, matched, window) AND(ANDNOT(matched, mask), window)
#define NONZERO(a) OP(cmpeq)(a, ZERO)
#define WITH_LOWEST(matched, a) OR(matched, AND(a, OP(sub)(ZERO, a)))
#define ADD_WHERE(sum, misses, a) OP(add)(sum, ANDNOT(misses, a))
#define LOWEST_WHERE(a, misses) AND(a, ANDNOT(misses, OP(sub)(ZERO, a)))
#define ADD_WHERE_DISJOINT(sum, misses, a, b, one) \
    ADD(sum, AND(one, ANDNOT(misses, OP(cmpeq)(AND(a, b), ZERO))))
#define TRAILING_ONES(a) trailing_ones(a)
#define FIVE_TIMES_HALF(a) NAME(five_times_half)(a)

TARGET static inline __m256i broadcast_8(uint8_t value) { return _mm256_set1_epi8((char)value); }
TARGET static inline __m256i broadcast_16(uint16_t value) { return _mm256_set1_epi16((short)value); }
TARGET static inline __m256i broadcast_32(uint32_t value) { return _mm256_set1_epi32((int)value); }
TARGET static inline __m256i broadcast_64(uint64_t value) { return _mm256_set1_epi64x((long long)value); }

/* The number of set bits from the lowest, of values below 16. */
TARGET static inline __m256i trailing_ones(__m256i a) {
    const __m128i table = _mm_setr_epi8(0, 1, 0, 2, 0, 1, 0, 3, 0, 1, 0, 2, 0, 1, 0, 4);
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(table), a);
}

/* Values to 8 here. */
TARGET static inline __m256i five_times_half_8(__m256i a) {
    const __m128i table = _mm_setr_epi8(0, 0, 5, 5, 10, 10, 15, 15, 20, 20, 25, 25, 30, 30, 35, 35);
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(table), a);
}
TARGET static inline __m256i five_times_half_16(__m256i a) {
    const __m256i half = _mm256_srli_epi16(a, 1);
    return _mm256_add_epi16(_mm256_slli_epi16(half, 2), half);
}
TARGET static inline __m256i five_times_half_32(__m256i a) {
    const __m256i half = _mm256_srli_epi32(a, 1);
    return _mm256_add_epi32(_mm256_slli_epi32(half, 2), half);
}
TARGET static inline __m256i five_times_half_64(__m256i a) {
    const __m256i half = _mm256_srli_epi64(a, 1);
    return _mm256_add_epi64(_mm256_slli_epi64(half, 2), half);
}

#include "lane_level.h"
#endif
