#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bayes/training/training.h"
#include "experiments/catalog/architectures.h"
#include "experiments/catalog/calibrators.h"
#include "experiments/catalog/conformal_methods.h"
#include "experiments/catalog/datasets.h"
#include "experiments/catalog/likelihoods.h"
#include "experiments/catalog/methods.h"
#include "experiments/catalog/optimizers.h"
#include "experiments/catalog/priors.h"
#include "experiments/config/start_section.h"
#include "experiments/config/yaml/config_node.h"
#include "experiments/config/yaml/diagnostics.h"
#include "experiments/datasets/splits.h"

namespace bnn {

struct DataSection {
  Selection<FindDataset> dataset{datasets(), "mnist"};
  SplitOptions split;
  template <class Section, class Visitor>
  static void visit_fields(Section& section, Visitor&& field) {
    Selection<FindDataset>::visit_fields(section.dataset, field);
    SplitOptions::visit_fields(section.split, field);
  }
};

struct ModelSection {
  Selection<MakeArchitecture> architecture{architectures(), "lenet5"};
  Selection<MakePrior> prior{priors(), "gaussian"};
  Selection<FindLikelihood> likelihood{likelihoods(), "categorical"};  // the one that classes take
  StartSection start;
  template <class Section, class Visitor>
  static void visit_fields(Section& section, Visitor&& field) {
    Selection<MakeArchitecture>::visit_fields(section.architecture, field);
    field("prior", section.prior, bayes::any(), "Distribution of every weight before any data.");
    field("likelihood", section.likelihood, bayes::any(),
          "How targets arise from the outputs of the network.");
    field("start", section.start, bayes::any(), "What the weights are before training, if not random.");
  }
};

struct TrainingSection {
  bayes::TrainingOptions options;
  Selection<MakeOptimizer> optimizer{optimizers(), "adam"};
  Selection<MakeSchedule> schedule{schedules(), "cosine"};
  template <class Section, class Visitor>
  static void visit_fields(Section& section, Visitor&& field) {
    bayes::TrainingOptions::visit_fields(section.options, field);
    field("optimizer", section.optimizer, bayes::any(), "How gradients change the parameters.");
    field("schedule", section.schedule, bayes::any(), "How the learning rate changes.");
  }
};

struct DecisionSection {
  double wrong = 1.0;
  std::vector<std::vector<double>> costs;
  std::optional<double> reject;

  bool is_given() const { return reject.has_value() || !costs.empty(); }
  template <class Section, class Visitor>
  static void visit_fields(Section& section, Visitor&& field) {
    field("wrong", section.wrong, bayes::positive(),
          "Cost of a wrong answer; a right one costs 0. Not used beside costs.");
    field(
        "costs", section.costs, bayes::non_negative(),
        "Cost of each answer (column) for each true class (row), as many of both as classes; [] for wrong.");
    field("reject", section.reject, bayes::non_negative(),
          "Cost of handing an image on instead of answering; null where that is no choice.");
  }
};

struct EvaluationSection {
  std::int64_t samples = 32;
  std::int64_t bootstrap_resamples = 1000;
  Selections<MakeCalibration> calibration{calibrators()};
  Selections<MakeConformalMethod> conformal{conformal_methods()};
  DecisionSection decision;
  template <class Section, class Visitor>
  static void visit_fields(Section& section, Visitor&& field) {
    field("samples", section.samples, bayes::between(1, 1000000),
          "Posterior draws per prediction (a point takes 1, an ensemble its members).");
    field("bootstrap_resamples", section.bootstrap_resamples, bayes::between(1, 1000000),
          "Resamples of the test images behind each 95 % interval.");
    field("calibration", section.calibration, bayes::any(),
          "Fitted on validation, shown before and after. See `bnn list calibrators`.");
    field("conformal", section.conformal, bayes::any(),
          "Prediction sets, thresholds from validation. See `bnn list conformal`.");
    field("decision", section.decision, bayes::any(),
          "What answers cost, reported where costs or reject is given.");
  }
};

struct ReportSection {
  std::vector<std::string> formats = {"html"};
  std::int64_t images = 32;
  std::vector<std::string> metrics = {"accuracy", "nll", "brier", "ece", "misclassification_auroc", "aurc"};
  template <class Section, class Visitor>
  static void visit_fields(Section& section, Visitor&& field) {
    field("formats", section.formats, bayes::any(), "Reports beside the data files: html, ipynb.");
    field("images", section.images, bayes::between(0, 1000),
          "Most uncertain, and most confidently wrong, images shown.");
    field(
        "metrics", section.metrics, bayes::any(),
        "Metrics in short tables and comparisons; [] for all. metrics.json has all. See `bnn list metrics`.");
  }
};

/// One experiment, every default filled in.
struct ExperimentConfig {
  std::string name = "experiment";
  std::string label;
  std::int64_t seed = 0;
  DataSection data;
  ModelSection model;
  Selection<MakeMethod> method{methods(), "map"};
  TrainingSection training;
  EvaluationSection evaluation;
  ReportSection report;
  std::shared_ptr<const ConfigNode> written;  ///< what it was read from, for messages; may be null
  template <class Config, class Visitor>
  static void visit_fields(Config& config, Visitor&& field) {
    field("name", config.name, bayes::any(), "What the experiment is called.");
    field("label", config.label, bayes::any(), "What reports call the method; empty for its title.");
    field("seed", config.seed, bayes::between(0, 9007199254740991.0), "Same seed, same bits.");
    field("data", config.data, bayes::any(), "What is learnt from.");
    field("model", config.model, bayes::any(), "Architecture, prior and likelihood.");
    field("method", config.method, bayes::any(), "How the posterior is approximated.");
    field("training", config.training, bayes::any(), "How the method is fitted.");
    field("evaluation", config.evaluation, bayes::any(), "How it is measured.");
    field("report", config.report, bayes::any(), "What is written beside the data files.");
  }
};

/// What tables, charts and messages call the method.
inline std::string title_of(const ExperimentConfig& config) {
  return config.label.empty() ? config.method.entry().title : config.label;
}

/// Reports formats and metrics of the section `report` that are not known.
void require_known_names(const ConfigNode& root, const ReportSection& section, Diagnostics& diagnostics);

/// Reports a matrix of costs that does not have a row and a column for each class of the data.
void require_costs_of_classes(const ConfigNode& root, const ExperimentConfig& config,
                              Diagnostics& diagnostics);

/// Reads one experiment from a mapping, also where keys have moved since it was written (moved_keys.h); all
/// errors go to `diagnostics`.
ExperimentConfig read_experiment(const ConfigNode& root, Diagnostics& diagnostics);

/// Reads a file with `key.path=value` overrides. Throws `bayes::Error` (kUsage) with all that is wrong.
ExperimentConfig load_experiment(const std::string& path, const std::vector<std::string>& overrides);

/// The defaults with overrides. Throws as `load_experiment`.
ExperimentConfig default_experiment(const std::vector<std::string>& overrides);

/// The resolved configuration as YAML, which reads back as the same. `comments`: with a line of help behind
/// each key.
std::string to_yaml(const ExperimentConfig& config, bool comments = false);

}  // namespace bnn
