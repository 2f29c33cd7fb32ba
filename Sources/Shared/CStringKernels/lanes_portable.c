/* The kernels with the compiler's own 128-bit vectors, on any processor. */
#include "string_kernels.h"

#define LEVEL portable
#define TARGET
#define VECTOR_BYTES 16
#define V NAME(vector)
#define HITS V

typedef uint8_t vector_8 __attribute__((vector_size(16)));
typedef uint16_t vector_16 __attribute__((vector_size(16)));
typedef uint32_t vector_32 __attribute__((vector_size(16)));
typedef uint64_t vector_64 __attribute__((vector_size(16)));

/* `HITS` is all ones where a lane matched. */
#define ZERO ((V){0})
#define SET(value) (ZERO + (LANE)(value))
#define AND(a, b) ((a) & (b))
#define ANDNOT(a, b) (~(a) & (b))
#define OR(a, b) ((a) | (b))
#define XOR(a, b) ((a) ^ (b))
#define ADD(a, b) ((a) + (b))
#define STORE(to, a) (*(V *)(to) = (a))
#define FREE(mask, matched, window) ((mask) & ~(matched) & (window))
#define NONZERO(a) ((V)((a) != ZERO))
#define WITH_LOWEST(matched, a) ((matched) | ((a) & (ZERO - (a))))
#define ADD_WHERE(sum, hits, a) ((sum) + ((hits) & (a)))
#define LOWEST_WHERE(a, hits) ((a) & (ZERO - (a)) & (hits))
#define ADD_WHERE_DISJOINT(sum, hits, a, b, one) ((sum) + ((V)(((a) & (b)) == ZERO) & (hits) & (one)))
/* Values below 16: a leading run of n bits reaches n of the four masks. */
#define RUN(a, bits) ((V)(((a) & SET(bits)) == SET(bits)) & SET(1))
#define TRAILING_ONES(a) (RUN(a, 1) + RUN(a, 3) + RUN(a, 7) + RUN(a, 15))
#define FIVE_TIMES_HALF(a) (((a) >> SET(1)) * SET(5))

#include "lane_level.h"
