/* Both kernels for every width of a lane, and their choice. Included once a level, with its LEVEL, TARGET, V and operations. */
#include "lane_layout.h"

#define PASTE3(a, b, c) a##b##c
#define PASTE(a, b, c) PASTE3(a, b, c)
#define NAME(name) PASTE(name, _, LANE_BITS)

#define LANE_BITS 8
#define LANE uint8_t
#include "lane_width.h"
#define LANE_BITS 16
#define LANE uint16_t
#include "lane_width.h"
#define LANE_BITS 32
#define LANE uint32_t
#include "lane_width.h"
#define LANE_BITS 64
#define LANE uint64_t
#include "lane_width.h"

void PASTE(jdl_jaro_winkler_, LEVEL, )(const struct jdl_lane_block *block, const struct jdl_lane_queries *queries,
                                       const struct jdl_lane_output *output) {
    switch (block->lane_bits) {
    case 8: jaro_winkler_8(block, queries, output); break;
    case 16: jaro_winkler_16(block, queries, output); break;
    case 32: jaro_winkler_32(block, queries, output); break;
    default: jaro_winkler_64(block, queries, output);
    }
}

void PASTE(jdl_edit_distance_, LEVEL, )(int swaps, const struct jdl_lane_block *block,
                                        const struct jdl_lane_queries *queries, const struct jdl_lane_output *output) {
    switch (block->lane_bits) {
    case 8: edit_distance_8(swaps, block, queries, output); break;
    case 16: edit_distance_16(swaps, block, queries, output); break;
    case 32: edit_distance_32(swaps, block, queries, output); break;
    default: edit_distance_64(swaps, block, queries, output);
    }
}
