/* The kernels with 128-bit vectors, on any processor; a multiply-add is fused where the processor can. */
#define LEVEL portable
#define TARGET
#define REGISTER_BYTES 16
#define TILE 3
#if defined(__aarch64__)
#define FMA(a, b, c) __builtin_elementwise_fma(a, b, c)
#else
#define FMA(a, b, c) ((a) * (b) + (c))
#endif

#include "score_level.h"
