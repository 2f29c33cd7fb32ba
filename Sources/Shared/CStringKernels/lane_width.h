/* Both kernels for one width of a lane. */
#define JARO_WINKLER_STRIDE JDL_JARO_WINKLER_STRIDE(LANE_BITS)
#include "lane_write.h"
#include "jaro_winkler_lanes.h"
#include "edit_distance_lanes.h"
#undef JARO_WINKLER_STRIDE
#undef LANE
#undef LANE_BITS
