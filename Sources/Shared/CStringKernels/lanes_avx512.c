/* The kernels with 512-bit vectors; lanes that matched are bits of a mask register. */
#include "string_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define LEVEL avx512
#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,bmi2,popcnt")))
#define VECTOR_BYTES 64
#define V __m512i
#define HITS uint64_t

#define OP(name) PASTE(_mm512_##name##_epi, LANE_BITS, )
#define MASKED(name) PASTE(_mm512_##name##_epi, LANE_BITS, _mask)
#define ZERO _mm512_setzero_si512()
#define SET(value) NAME(broadcast)(value)
#define AND(a, b) _mm512_and_si512(a, b)
#define ANDNOT(a, b) _mm512_andnot_si512(a, b)
#define OR(a, b) _mm512_or_si512(a, b)
#define XOR(a, b) _mm512_xor_si512(a, b)
#define ADD(a, b) OP(add)(a, b)
#define STORE(to, a) _mm512_store_si512(to, a)
/* mask & ~matched & window */
#define FREE(mask, matched, window) _mm512_ternarylogic_epi64(mask, matched, window, 0x20)
#define NONZERO(a) MASKED(test)(a, a)
/* matched | a & -a */
#define WITH_LOWEST(matched, a) _mm512_ternarylogic_epi64(matched, a, OP(sub)(ZERO, a), 0xf8)
#define ADD_WHERE(sum, hits, a) OP(mask_add)(sum, hits, sum, a)
#define LOWEST_WHERE(a, hits) _mm512_and_si512(a, OP(maskz_sub)(hits, ZERO, a))
#define ADD_WHERE_DISJOINT(sum, hits, a, b, one) OP(mask_add)(sum, MASKED(mask_testn)(hits, a, b), sum, one)
#define TRAILING_ONES(a) trailing_ones(a)
#define FIVE_TIMES_HALF(a) NAME(five_times_half)(a)

TARGET static inline __m512i broadcast_8(uint8_t value) { return _mm512_set1_epi8((char)value); }
TARGET static inline __m512i broadcast_16(uint16_t value) { return _mm512_set1_epi16((short)value); }
TARGET static inline __m512i broadcast_32(uint32_t value) { return _mm512_set1_epi32((int)value); }
TARGET static inline __m512i broadcast_64(uint64_t value) { return _mm512_set1_epi64((long long)value); }

/* The number of set bits from the lowest, of values below 16. */
TARGET static inline __m512i trailing_ones(__m512i a) {
    const __m128i table = _mm_setr_epi8(0, 1, 0, 2, 0, 1, 0, 3, 0, 1, 0, 2, 0, 1, 0, 4);
    return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(table), a);
}

/* Values to 8 here. */
TARGET static inline __m512i five_times_half_8(__m512i a) {
    const __m128i table = _mm_setr_epi8(0, 0, 5, 5, 10, 10, 15, 15, 20, 20, 25, 25, 30, 30, 35, 35);
    return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(table), a);
}
TARGET static inline __m512i five_times_half_16(__m512i a) {
    const __m512i half = _mm512_srli_epi16(a, 1);
    return _mm512_add_epi16(_mm512_slli_epi16(half, 2), half);
}
TARGET static inline __m512i five_times_half_32(__m512i a) {
    const __m512i half = _mm512_srli_epi32(a, 1);
    return _mm512_add_epi32(_mm512_slli_epi32(half, 2), half);
}
TARGET static inline __m512i five_times_half_64(__m512i a) {
    const __m512i half = _mm512_srli_epi64(a, 1);
    return _mm512_add_epi64(_mm512_slli_epi64(half, 2), half);
}

#include "lane_level.h"
#endif
