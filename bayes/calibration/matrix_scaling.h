#pragma once

#include "bayes/calibration/calibration.h"
#include "bayes/core/fields.h"

namespace bayes {

struct MatrixScalingOptions {
  double off_diagonal_penalty = 0.1;
  double intercept_penalty = 0.1;
  double prior_weight = 1.0;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("off_diagonal_penalty", options.off_diagonal_penalty, non_negative(),
          "Nats on the mean square of the weights between classes.");
    field("intercept_penalty", options.intercept_penalty, non_negative(),
          "Nats on the mean square of the intercepts.");
    field("prior_weight", options.prior_weight, non_negative(),
          "How many examples the prior of the diagonal around temperature scaling counts for; 0 for none.");
  }
};

/// softmax(W log p + b) of the averaged predictive: C (C + 1) numbers that minimise, on N validation
/// examples,
///   mean negative log likelihood + lambda mean over i != j of W[i][j]^2 + mu mean over i of b[i]^2
///   + prior_weight / (2 N) sum over i of (T W[i][i] - 1)^2
/// (see `fit_affine_scaling`) with lambda = off_diagonal_penalty, mu = intercept_penalty and T of
/// `fit_temperature`. All penalise the distance from temperature scaling, from which it is fitted: the
/// validation labels are never less likely than by that. The last is the prior of `vector_scaling`, weak, and
/// keeps the diagonal finite where labels can be separated. All 0 is plain matrix scaling, which overfits
/// where classes are many or validation examples few. Accuracy may change.
/// Numbers: weight W [C, C], intercepts b [C].
/// Source: Guo et al. 2017, section 4.2, of log probabilities instead of logits: the linear form of Dirichlet
/// calibration of Kull et al. 2019, whose off-diagonal and intercept regularisation (ODIR) this is.
FitCalibration matrix_scaling(const MatrixScalingOptions& options);

}  // namespace bayes
