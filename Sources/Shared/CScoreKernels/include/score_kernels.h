/* The arithmetic of one Newton step of a score model, a block of rows at a time.
 *
 * Every sum over rows is kept in JDL_SCORE_LANES lanes: row r of a block is added to lane r % JDL_SCORE_LANES by a fused
 * multiply-add, and the lanes are added up in one order at the end. So a result is the same to the last bit with 256-bit
 * and with 512-bit vectors, and on any processor with fused multiply-add whose vectors hold whole lanes.
 *
 * Buffers of a block (predictors, roots, slopes, columns) have room for a whole number of lanes; what lies behind the rows
 * in use is overwritten.
 */
#ifndef JDL_SCORE_KERNELS_H
#define JDL_SCORE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#define JDL_SCORE_LANES 8

/* Which instructions are used. */
enum jdl_score_level { JDL_SCORE_PORTABLE, JDL_SCORE_AVX2, JDL_SCORE_AVX512 };

/* The highest level that this processor has. */
enum jdl_score_level jdl_score_level_max(void);

/* Adds slope * (value - centre) to each row's predictor, or `missing` where the value is not a number. */
void jdl_add_singles(enum jdl_score_level level, const float *values, size_t rows, double slope, double centre,
                     double missing, double *predictors);
void jdl_add_doubles(enum jdl_score_level level, const double *values, size_t rows, double slope, double centre,
                     double missing, double *predictors);

/* Numbers of one group, NaN apart. */
struct jdl_moments {
    int64_t count;
    int64_t missing;
    int64_t fractional; /* not whole */
    double mean;        /* 0 without numbers */
    double squares;     /* of the distances from the mean */
    double lowest;      /* infinity without numbers */
    double highest;
};

/* The moments of controls (flag 0) and of treated (flag 1). */
void jdl_moments_singles(enum jdl_score_level level, const float *values, const uint8_t *treated, size_t rows,
                         struct jdl_moments to[2]);
void jdl_moments_doubles(enum jdl_score_level level, const double *values, const uint8_t *treated, size_t rows,
                         struct jdl_moments to[2]);

/* The place of each value among the numbers first / scale, (first + 1) / scale, ...; UINT32_MAX where it is not a number.
 *
 * Returns 1 when every value is such a number to the last bit, as the numbers of a file with few decimals are. The caller sees to
 * it that places fit. */
int jdl_decimal_places_singles(enum jdl_score_level level, const float *values, size_t rows, double scale, double first,
                               uint32_t *places);
int jdl_decimal_places_doubles(enum jdl_score_level level, const double *values, size_t rows, double scale, double first,
                               uint32_t *places);

/* What a block of rows adds up to. */
struct jdl_row_sums {
    double log_likelihood;
    double weight;
    double treated_weight;
};

/* Logistic rows: writes the root of each row's weight in the expected information, and its slope of the log-likelihood.
 *
 * `slopes` holds the predictors on entry. With `starting` above 0 these are ignored: the predictor is plus or minus
 * `starting` by group, and a slope is the row's part of X'Wz. `weights` are case weights, or null for 1. */
struct jdl_row_sums jdl_logistic_rows(enum jdl_score_level level, const uint8_t *treated, const double *weights,
                                      double starting, size_t rows, double *roots, double *slopes);

/* One numeric column of the design. */
struct jdl_number_column {
    double centre;
    double inverse_scale;
    double *column;    /* (value - centre) * inverse_scale * root, 0 where missing; null for none */
    double *indicator; /* root where missing, otherwise 0; null for none */
};

/* Sums of slopes: over the column as it is in the design, and over the rows that are missing. */
struct jdl_column_gradient {
    double value;
    double missing;
};

struct jdl_column_gradient jdl_expand_singles(enum jdl_score_level level, const float *values, size_t rows,
                                              const double *roots, const double *slopes,
                                              const struct jdl_number_column *to);
struct jdl_column_gradient jdl_expand_doubles(enum jdl_score_level level, const double *values, size_t rows,
                                              const double *roots, const double *slopes,
                                              const struct jdl_number_column *to);

/* The dummy column of the rows whose flag is `flag`: their root, elsewhere 0. Returns the sum of their slopes. Flags are below 255. */
double jdl_expand_flags(enum jdl_score_level level, const uint8_t *flags, uint8_t flag, size_t rows, const double *roots,
                        const double *slopes, double *column);

/* Numbers that the lanes of a cross product take. */
size_t jdl_cross_product_count(size_t order);

/* Adds X'X of a block of columns, `stride` numbers apart, to the lanes of the lower triangle. Rows that fill up the last lanes
 * must be 0. A stride that is a multiple of 512 is slow: columns would share places in the cache. */
void jdl_cross_product_add(enum jdl_score_level level, const double *block, size_t order, size_t rows, size_t stride,
                           double *lanes);

/* Adds up the lanes: the lower triangle, row after row. */
void jdl_cross_product_sum(const double *lanes, size_t order, double *packed);

#endif
