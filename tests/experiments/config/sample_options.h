#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bayes/core/fields.h"

namespace bnn::testing {

enum class Estimator { kWeightSampling, kFlipout };

inline std::vector<std::pair<std::string, Estimator>> enum_names(Estimator) {
  return {{"weight_sampling", Estimator::kWeightSampling}, {"flipout", Estimator::kFlipout}};
}

/// A thing chosen by its `name`, whose own fields stand beside the name: the way in which methods, priors and
/// optimisers are written.
struct SampleOptimizer {
  std::string name = "adam";
  double learning_rate = 1e-3;
  std::optional<double> clip_norm;
  double momentum = 0.9;  // of sgd only

  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field.name({"name", {}, "Which optimiser."}, options.name, {"adam", "sgd"});
    field("learning_rate", options.learning_rate, bayes::positive(), "Step size.");
    field("clip_norm", options.clip_norm, bayes::positive(), "Largest gradient norm.");
    if (options.name == "sgd")
      field("momentum", options.momentum, bayes::share(), "Share of the last step kept.");
  }
};

struct SampleTraining {
  std::int64_t epochs = 10;
  std::int64_t batch_size = 128;
  bool shuffle = true;
  SampleOptimizer optimizer;

  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("epochs", options.epochs, bayes::at_least(1), "Passes over the training set.");
    field("batch_size", options.batch_size, bayes::at_least(1), "Images per step.");
    field("shuffle", options.shuffle, bayes::any(), "Whether each epoch has an order of its own.");
    field("optimizer", options.optimizer, bayes::any(), "How parameters move.");
  }
};

struct SampleModel {
  std::string name = "lenet5";
  std::vector<std::int64_t> hidden = {400, 400};
  double dropout_rate = 0.5;
  double temperature = 1.0;
  Estimator estimator = Estimator::kWeightSampling;

  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field.name({"name", {}, "Which architecture."}, options.name, {"lenet5", "mlp"});
    field("hidden", options.hidden, bayes::at_least(1), "Units of the hidden layers.");
    field("dropout_rate", options.dropout_rate, bayes::share(), "Share of units that is dropped.");
    field("temperature", options.temperature, bayes::between(0.5, 2), "Of the posterior.");
    field("estimator", options.estimator, bayes::any(), "How outputs are drawn.");
  }
};

struct SampleReport {
  std::vector<std::string> formats = {"html"};

  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("formats", options.formats, bayes::any(), "Which reports are written.");
  }
};

/// Any number of things, each chosen by its `name`.
struct SampleList {
  std::vector<SampleOptimizer> optimizers;

  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("optimizers", options.optimizers, bayes::any(), "One after the other.");
  }
};

/// A matrix, which has rows of its own.
struct SampleMatrix {
  std::vector<std::vector<double>> costs;

  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("costs", options.costs, bayes::non_negative(), "Cost of each answer for each class.");
  }
};

/// A configuration in small, with every other kind of field.
struct SampleOptions {
  std::string name = "unnamed";
  std::int64_t seed = 0;
  SampleModel model;
  SampleTraining training;
  SampleReport report;

  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("name", options.name, bayes::any(), "What the run is called.");
    field("seed", options.seed, bayes::at_least(0), "Where random numbers start.");
    field("model", options.model, bayes::any(), "The network and its prior.");
    field("training", options.training, bayes::any(), "How long and with what.");
    field("report", options.report, bayes::any(), "What is written at the end.");
  }
};

}  // namespace bnn::testing
