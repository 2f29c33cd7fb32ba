/* How a pair's index in a table of Jaro-Winkler results is made up: matches, then half of the unequal ones, then the prefix. */
#ifndef JDL_LANE_LAYOUT_H
#define JDL_LANE_LAYOUT_H

/* Entries for each number of common leading symbols, 0 to 4. */
#define JDL_PREFIX_COUNT 5
/* From one number of matches to the next: half of the matches, rounded down, can be 0 to lane_bits / 2. */
#define JDL_JARO_WINKLER_STRIDE(lane_bits) (JDL_PREFIX_COUNT * ((lane_bits) / 2 + 1))

#endif
