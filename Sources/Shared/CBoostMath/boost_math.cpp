#include "boost_math.h"

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <limits>

namespace {
using namespace boost::math;

// Errors become NaN or infinity, never exceptions; double is not promoted to long double, for speed.
typedef policies::policy<policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
                         policies::overflow_error<policies::ignore_error>,
                         policies::evaluation_error<policies::ignore_error>, policies::promote_double<false>>
    Quiet;

const double notANumber = std::numeric_limits<double>::quiet_NaN();
}  // namespace

extern "C" {

double jdl_student_t_cdf(double t, double df) {
    if (!(df > 0)) return notANumber;
    return cdf(students_t_distribution<double, Quiet>(df), t);
}

double jdl_student_t_quantile(double p, double df) {
    if (!(df > 0) || !(p > 0) || !(p < 1)) return notANumber;
    return quantile(students_t_distribution<double, Quiet>(df), p);
}

double jdl_chi_squared_survival(double x, double df) {
    if (!(df > 0) || !(x >= 0)) return notANumber;
    return cdf(complement(chi_squared_distribution<double, Quiet>(df), x));
}

double jdl_binomial_cdf(double successes, double trials, double probability) {
    if (!(trials >= 0) || !(probability >= 0) || !(probability <= 1)) return notANumber;
    return cdf(binomial_distribution<double, Quiet>(trials, probability), successes);
}
}
