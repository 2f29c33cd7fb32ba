#ifndef JDL_BOOST_MATH_H
#define JDL_BOOST_MATH_H

/* Distribution functions of Boost.Math behind a C interface, in double precision.
   Arguments outside a function's domain give NaN; nothing throws across this boundary. */
#ifdef __cplusplus
extern "C" {
#endif

double jdl_student_t_cdf(double t, double degrees_of_freedom);
double jdl_student_t_quantile(double p, double degrees_of_freedom);
double jdl_chi_squared_survival(double x, double degrees_of_freedom);
double jdl_binomial_cdf(double successes, double trials, double probability);

#ifdef __cplusplus
}
#endif
#endif
