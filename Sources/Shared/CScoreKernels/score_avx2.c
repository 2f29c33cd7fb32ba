/* The kernels with 256-bit vectors. */
#if defined(__x86_64__)
#define LEVEL avx2
#define TARGET __attribute__((target("avx2,fma")))
#define REGISTER_BYTES 32
#define TILE 3
#define FMA(a, b, c) __builtin_elementwise_fma(a, b, c)

#include "score_level.h"
#endif
