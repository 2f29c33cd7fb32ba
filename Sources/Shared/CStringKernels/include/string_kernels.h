/* Comparison of many short strings at once: one string a lane of a vector register.
 *
 * The strings of a block have one length and at most LANE_BITS symbols. For each symbol that occurs in the block there is a row
 * of masks, one a lane: bit i is set where the lane's string has the symbol at position i. A query walks its own symbols and
 * takes one row for each, so that a pair costs a fraction of an instruction a symbol. See docs/methods/linkage.md.
 */
#ifndef JDL_STRING_KERNELS_H
#define JDL_STRING_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/* Brings the cache line of an address near without waiting for it. */
static inline void jdl_prefetch(const void *address) { __builtin_prefetch(address); }

/* The longest string of a block or a query, in symbols. */
#define JDL_LANE_LENGTH_MAX 64

/* Strings of one length, one a lane. */
struct jdl_lane_block {
    const void *masks;      /* rows of one vector each, aligned to a vector; row 0 is zero */
    const uint16_t *rows;   /* by symbol: the row with its masks; symbol 0 stands for any that occurs nowhere */
    const uint32_t *places; /* by lane: the column of its results */
    uint32_t length;        /* of each string, 1 to lane_bits */
    uint32_t count;         /* lanes in use */
    uint32_t lane_bits;     /* 8, 16, 32 or 64 */
};

/* Queries of one length. */
struct jdl_lane_queries {
    const uint32_t *symbols; /* the queries one after another */
    const uint32_t *places;  /* by query: the row of its results */
    uint32_t length;         /* of each query, 1 to JDL_LANE_LENGTH_MAX */
    uint32_t count;
};

/* What is written for a pair. */
enum jdl_lane_result { JDL_LANE_FLOAT, JDL_LANE_DOUBLE, JDL_LANE_BYTE };

/* Where results are written: the entry of a table by the pair's index. */
struct jdl_lane_output {
    void *results;     /* a row for each query, a column for each string */
    size_t stride;     /* columns of a row */
    const void *table; /* of the result's type; see jdl_jaro_winkler_index and, for distances, the distance itself */
    enum jdl_lane_result result;
};

/* Which instructions are used. */
enum jdl_kernel_level { JDL_KERNEL_PORTABLE, JDL_KERNEL_AVX2, JDL_KERNEL_AVX512 };

/* The highest level that this processor has. */
enum jdl_kernel_level jdl_kernel_level_max(void);

/* Bytes of a vector register at a level: a block has 8 * bytes / lane_bits lanes. */
uint32_t jdl_kernel_vector_bytes(enum jdl_kernel_level level);

/* Entries of a table of Jaro-Winkler results for lanes of some width. */
uint32_t jdl_jaro_winkler_table_count(uint32_t lane_bits);

/* The entry for a number of matches, half the number of matches out of order (rounded down), and common leading symbols (0 to 4). */
uint32_t jdl_jaro_winkler_index(uint32_t lane_bits, uint32_t matches, uint32_t half_unequal, uint32_t prefix);

/* Jaro-Winkler of each query with each string of the block. The level must be one that this processor has. */
void jdl_jaro_winkler_lanes(enum jdl_kernel_level level, const struct jdl_lane_block *block,
                            const struct jdl_lane_queries *queries, const struct jdl_lane_output *output);

/* Levenshtein's distance, or with `swaps` the restricted Damerau-Levenshtein distance. */
void jdl_edit_distance_lanes(enum jdl_kernel_level level, int swaps, const struct jdl_lane_block *block,
                             const struct jdl_lane_queries *queries, const struct jdl_lane_output *output);

#endif
