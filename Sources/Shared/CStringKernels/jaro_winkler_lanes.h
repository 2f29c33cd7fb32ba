/* Jaro-Winkler in lanes. Included once for each width of a lane, with the vector operations of one level defined.
 *
 * Matches are found as in the scalar form: each symbol of the query takes the lowest free equal position within the window.
 * Then the matched symbols of both sides are walked in order and those that differ are counted.
 */

/* Positions of the block's strings that position `at` of the query may be matched with. */
static inline LANE NAME(window)(uint32_t at, uint32_t length, uint32_t window) {
    const uint32_t low = at > window ? at - window : 0;
    const uint32_t high = at + window < length - 1 ? at + window : length - 1;
    if (low > high) return 0;
    const LANE all = (LANE)~(LANE)0;
    return (LANE)(LANE)(all << low) & (LANE)(all >> (LANE_BITS - 1 - high));
}

/* All queries, with the number of their symbols that can have a match; a constant `steps` lets the loops unroll. */
TARGET static inline __attribute__((always_inline)) void NAME(jaro_winkler_steps)(const struct jdl_lane_block *block,
                                                                                  const struct jdl_lane_queries *queries,
                                                                                  const struct jdl_lane_output *output,
                                                                                  const uint32_t window,
                                                                                  const uint32_t steps) {
    const V *masks = block->masks;
    const uint16_t *rows = block->rows;
    V windows[JDL_LANE_LENGTH_MAX];
    for (uint32_t at = 0; at < steps; at++) windows[at] = SET(NAME(window)(at, block->length, window));
    const V one = SET(1);
    const V match = SET(JARO_WINKLER_STRIDE);
    for (uint32_t query = 0; query < queries->count; query++) {
        const uint32_t *symbols = queries->symbols + (size_t)query * queries->length;
        V matched = ZERO;
        V equal = ZERO;
        V index = ZERO;
        HITS hits[JDL_LANE_LENGTH_MAX];
        for (uint32_t at = 0; at < steps; at++) {
            const V mask = masks[rows[symbols[at]]];
            const V candidates = FREE(mask, matched, windows[at]);
            hits[at] = NONZERO(candidates);
            matched = WITH_LOWEST(matched, candidates);
            index = ADD_WHERE(index, hits[at], match);
            if (at < 4) equal = OR(equal, AND(mask, SET((LANE)1 << at)));
        }
        V unequal = ZERO;
        for (uint32_t at = 0; at < steps; at++) {
            const V mask = masks[rows[symbols[at]]];
            const V lowest = LOWEST_WHERE(matched, hits[at]);
            matched = XOR(matched, lowest);
            unequal = ADD_WHERE_DISJOINT(unequal, hits[at], lowest, mask, one);
        }
        index = ADD(index, ADD(FIVE_TIMES_HALF(unequal), TRAILING_ONES(equal)));
        LANE indices[VECTOR_BYTES / sizeof(LANE)] __attribute__((aligned(VECTOR_BYTES)));
        STORE(indices, index);
        NAME(write)(indices, block, output, queries->places[query]);
    }
}

#define STEPS(n) \
    case n: NAME(jaro_winkler_steps)(block, queries, output, window, n); break;

TARGET static void NAME(jaro_winkler)(const struct jdl_lane_block *block, const struct jdl_lane_queries *queries,
                                      const struct jdl_lane_output *output) {
    const uint32_t longer = block->length > queries->length ? block->length : queries->length;
    const uint32_t window = longer >= 4 ? longer / 2 - 1 : 0;
    const uint32_t reach = block->length + window;
    const uint32_t steps = queries->length < reach ? queries->length : reach;
#if LANE_BITS <= 16
    switch (steps) {
        STEPS(2) STEPS(3) STEPS(4) STEPS(5) STEPS(6) STEPS(7) STEPS(8) STEPS(9) STEPS(10) STEPS(11) STEPS(12)
    default: NAME(jaro_winkler_steps)(block, queries, output, window, steps);
    }
#else
    NAME(jaro_winkler_steps)(block, queries, output, window, steps);
#endif
}

#undef STEPS
