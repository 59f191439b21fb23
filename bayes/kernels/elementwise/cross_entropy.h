#pragma once

#include <cstdint>

namespace bayes::kernels {

/// Logits of a batch in any layout: logit c of example n at n * example_stride + c * class_stride.
struct LogitsLayout {
  std::int64_t examples, classes;
  std::int64_t example_stride, class_stride;
};

struct CrossEntropy {
  double nll_sum = 0.0;  ///< nats: sum over examples of log(sum of exp(logits)) - logit of the label
  double cross_entropy_sum = 0.0;  ///< nats: sum over examples of the cross entropy with the smoothed label
  std::int64_t correct = 0;        ///< examples whose largest logit, the first of equal ones, is the label's
};

/// The negative log likelihood of `labels` [examples], each in [0, classes), and `scale` times its gradient
/// with respect to the logits, laid out like them: scale * (softmax - label). In double precision. NaN
/// where a logit is. Throws `Error` where a label is no class.
///   smoothing  share in [0, 1) of a label's probability that is spread over all classes: a label is
///              (1 - smoothing) * one-hot + smoothing / classes. Szegedy et al. 2016, section 7.
CrossEntropy cross_entropy(const LogitsLayout& layout, const float* logits, const std::int64_t* labels,
                           double scale, float* gradient, double smoothing = 0.0);

}  // namespace bayes::kernels
