#include "bayes/priors/student_t.h"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "bayes/core/error.h"
#include "bayes/core/noise.h"

namespace bayes {

StudentTPriorImpl::StudentTPriorImpl(const StudentTPriorOptions& options) : options(options) {
  const auto is_positive = [](double value) { return value > 0.0 && std::isfinite(value); };
  if (!is_positive(options.degrees) || !is_positive(options.scale)) {
    throw Error("the Student-t prior has " + std::to_string(options.degrees) + " degrees and scale " +
                    std::to_string(options.scale),
                "StudentTPrior", "choose numbers > 0");
  }
  reset();
}

void StudentTPriorImpl::reset() {
  degrees = register_buffer("degrees", torch::tensor(options.degrees, torch::kFloat64));
  scale = register_buffer("scale", torch::tensor(options.scale, torch::kFloat64));
}

void StudentTPriorImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::StudentTPrior(degrees=" << degrees.item<double>() << ", scale=" << scale.item<double>()
         << ")";
}

torch::Tensor StudentTPriorImpl::log_density(const torch::Tensor& weight) const {
  const double count = static_cast<double>(weight.numel());
  const auto half = 0.5 * (degrees + 1.0);
  const auto normaliser =
      half.lgamma() - (0.5 * degrees).lgamma() - 0.5 * (degrees * M_PI).log() - scale.log();
  return normaliser * count - half * ((weight / scale).square() / degrees).log1p().sum();
}

torch::Tensor StudentTPriorImpl::draw(torch::IntArrayRef sizes, const torch::TensorOptions& options) const {
  const auto noise = weight_normal(nullptr, sizes, torch::kFloat64);
  const boost::math::normal normal;
  const boost::math::students_t student(degrees.item<double>());
  double* value = noise.data_ptr<double>();
  for (std::int64_t i = 0; i < noise.numel(); ++i) {
    // The lower tail of both, where a share near 1 would lose digits.
    const double tail = boost::math::quantile(student, boost::math::cdf(normal, -std::abs(value[i])));
    value[i] = std::copysign(tail, value[i]);
  }
  return (scale * noise).to(options);
}

}  // namespace bayes
