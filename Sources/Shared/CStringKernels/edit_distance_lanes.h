/* Edit distances in lanes, after Hyyro (2003): the differences between neighbouring cells of the dynamic programme, one bit a
 * position of the block's strings. Included once for each width of a lane, with the vector operations of one level defined.
 */

/* All queries; `swaps` is constant, so that each form is compiled by itself. */
TARGET static inline __attribute__((always_inline)) void NAME(edit_distance_form)(const struct jdl_lane_block *block,
                                                                                  const struct jdl_lane_queries *queries,
                                                                                  const struct jdl_lane_output *output,
                                                                                  const int swaps) {
    const V *masks = block->masks;
    const uint16_t *rows = block->rows;
    const uint32_t length = queries->length;
    const V one = SET(1);
    const V all = SET((LANE)~(LANE)0);
    const V last = SET((LANE)1 << (block->length - 1));
    for (uint32_t query = 0; query < queries->count; query++) {
        const uint32_t *symbols = queries->symbols + (size_t)query * length;
        V positive = all;
        V negative = ZERO;
        V diagonal = ZERO;
        V before = ZERO;
        V distance = SET(block->length);
        for (uint32_t at = 0; at < length; at++) {
            const V mask = masks[rows[symbols[at]]];
            V swapped = ZERO;
            if (swaps) {
                swapped = ANDNOT(diagonal, mask);
                swapped = AND(ADD(swapped, swapped), before);
                before = mask;
            }
            const V sum = XOR(ADD(AND(mask, positive), positive), positive);
            diagonal = OR(OR(sum, mask), OR(negative, swapped));
            V up = OR(negative, XOR(OR(diagonal, positive), all));
            V down = AND(diagonal, positive);
            distance = ADD_WHERE(distance, NONZERO(AND(up, last)), one);
            distance = ADD_WHERE(distance, NONZERO(AND(down, last)), all);
            up = OR(ADD(up, up), one);
            down = ADD(down, down);
            positive = OR(down, XOR(OR(diagonal, up), all));
            negative = AND(up, diagonal);
        }
        LANE indices[VECTOR_BYTES / sizeof(LANE)] __attribute__((aligned(VECTOR_BYTES)));
        STORE(indices, distance);
        NAME(write)(indices, block, output, queries->places[query]);
    }
}

TARGET static void NAME(edit_distance)(int swaps, const struct jdl_lane_block *block,
                                       const struct jdl_lane_queries *queries, const struct jdl_lane_output *output) {
    if (swaps)
        NAME(edit_distance_form)(block, queries, output, 1);
    else
        NAME(edit_distance_form)(block, queries, output, 0);
}
