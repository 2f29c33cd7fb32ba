/* The kernels with 512-bit vectors. */
#if defined(__x86_64__)
#define LEVEL avx512
#define TARGET __attribute__((target("avx512f,avx512dq,avx512vl,avx2,fma")))
#define REGISTER_BYTES 64
#define TILE 5
#define FMA(a, b, c) __builtin_elementwise_fma(a, b, c)

#include "score_level.h"
#endif
