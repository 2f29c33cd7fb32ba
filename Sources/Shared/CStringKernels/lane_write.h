/* The last step of every kernel: from the lanes' indices to results. Included once for each width of a lane. */

/* Looks up each lane's result and writes it to the lane's place. */
static inline __attribute__((always_inline)) void NAME(write)(const LANE *indices, const struct jdl_lane_block *block,
                                                              const struct jdl_lane_output *output, size_t row) {
    const uint32_t *places = block->places;
    const uint32_t count = block->count;
    switch (output->result) {
    case JDL_LANE_FLOAT: {
        const float *table = output->table;
        float *results = (float *)output->results + row * output->stride;
        for (uint32_t lane = 0; lane < count; lane++) results[places[lane]] = table[indices[lane]];
        break;
    }
    case JDL_LANE_DOUBLE: {
        const double *table = output->table;
        double *results = (double *)output->results + row * output->stride;
        for (uint32_t lane = 0; lane < count; lane++) results[places[lane]] = table[indices[lane]];
        break;
    }
    case JDL_LANE_BYTE: {
        const uint8_t *table = output->table;
        uint8_t *results = (uint8_t *)output->results + row * output->stride;
        for (uint32_t lane = 0; lane < count; lane++) results[places[lane]] = table[indices[lane]];
        break;
    }
    }
}
