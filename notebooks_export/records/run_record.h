#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "bayes/core/metric_info.h"
#include "notebooks_export/records/measurement.h"

/// Everything that a run or a comparison found, as plain structs: what every exporter reads.
namespace report {

using bayes::Better;
using bayes::MetricInfo;
using bayes::Unit;

/// A figure with its uncertainty. NaN means "not defined" and is written as null.
struct Estimate {
  double value = 0.0;
  double low = 0.0;   ///< lower end of the 95 % interval over images; NaN where there is none
  double high = 0.0;  ///< upper end
  double monte_carlo_error =
      0.0;                   ///< standard error from the finite number of posterior draws; 0 where S = 1
  bool approximate = false;  ///< the Monte Carlo error is a rough one: the figure jumps where an image flips
};

struct MetricRow : MetricInfo {
  Estimate estimate;
  std::string reading = {};  ///< what the value means, in a sentence; empty where nothing is to be said
};

/// One bin of a reliability diagram: the images whose top probability lies in (low, high].
struct ReliabilityBin {
  double low = 0.0;
  double high = 0.0;
  std::int64_t count = 0;
  double mean_confidence = 0.0;  ///< NaN where count is 0
  double accuracy = 0.0;         ///< NaN where count is 0
};

/// How well one class is found: shares in [0, 1].
struct ClassRow {
  double precision = 0.0;    ///< of the images taken for the class; NaN where there is none
  double recall = 0.0;       ///< of the images of the class; NaN where there is none
  double f1 = 0.0;           ///< harmonic mean of both; NaN where the class neither occurs nor is predicted
  std::int64_t support = 0;  ///< images of the class
};

/// What a set of examples is for.
enum class Role { kTest, kValidation };

/// What was measured on one set of examples.
struct SplitRecord {
  std::string name;  ///< its key in metrics.json: "validation", "test", "test_temperature"
  std::int64_t examples = 0;
  std::vector<MetricRow> metrics;
  std::vector<ReliabilityBin> reliability = {};
  std::vector<std::vector<std::int64_t>> confusion = {};  ///< [true class][predicted class], counts
  std::string note = {};                                  ///< how a changed predictive was fitted; else empty
  std::string warning = {};                               ///< why not to trust it; else empty
  std::vector<ClassRow> per_class = {};                   ///< [C]
  /// What a changed predictive was fitted with, by name; NaN where there is none. Not part of the reports.
  std::vector<std::pair<std::string, std::vector<double>>> numbers = {};
  Role role = Role::kTest;
  std::string change = {};              ///< what changed the predictive: "temperature"; else empty
  std::vector<Measurement> found = {};  ///< in the order of the reports
};

/// How often prediction sets of some images held the true class.
struct CoverageRow {
  std::int64_t examples = 0;
  double share = 0.0;  ///< [0, 1]; NaN where there are no examples
  double low = 0.0;    ///< 95 % binomial interval
  double high = 1.0;
};

/// What prediction sets of one kind did on the test split.
struct ConformalRecord {
  std::string name;     ///< "aps"
  std::string title;    ///< for people: "Adaptive sets"
  std::string options;  ///< "coverage: 0.9, class_conditional: false"
  double target = 0.0;  ///< the coverage that was asked for
  CoverageRow all;
  double mean_size = 0.0;             ///< classes
  double empty = 0.0;                 ///< share of sets without a class
  double singletons = 0.0;            ///< share of sets with one class
  std::vector<CoverageRow> by_class;  ///< [C], by true class
  std::vector<CoverageRow> by_size;   ///< [C + 1], by the number of classes in the set
  std::string warning = {};           ///< why the sets are not what was asked for; else empty
  double mean_size_low = 0.0;         ///< 95 % interval over images
  double mean_size_high = 0.0;
  std::string set_name = {};  ///< `name`, numbered where a kind comes twice: "aps_2"
  std::vector<double> thresholds =
      {};  ///< [C], of the kind's score; infinite where a set holds the class always
  std::vector<std::int64_t> validation_images = {};  ///< [C], that each threshold was found on
};

/// Predictions on the test split. Row-major arrays; S draws, N images, C classes.
struct Predictions {
  std::int64_t draws = 0;
  std::int64_t examples = 0;
  std::int64_t classes = 0;
  std::vector<std::int64_t> labels;        ///< [N]
  std::vector<std::int64_t> predicted;     ///< [N]
  std::vector<double> probabilities;       ///< [N, C], mean over draws
  std::vector<float> samples;              ///< [S, N, C], probabilities of each draw
  std::vector<double> predictive_entropy;  ///< [N], nats
  std::vector<double> expected_entropy;    ///< [N], nats
  std::vector<double> mutual_information;  ///< [N], nats
  std::vector<double> mutual_information_corrected =
      {};  ///< [N], for infinitely many draws; empty in old runs
};

/// Predictions of numbers on the test split, in the units of the targets. Row-major arrays; S draws, N
/// examples, D targets. The variance sd^2 is that of the mixture over draws: aleatoric_sd^2 + epistemic_sd^2.
struct NumberPredictions {
  std::int64_t draws = 0;
  std::int64_t examples = 0;
  std::vector<std::string> target_names;  ///< [D]
  std::vector<std::int64_t> indices;      ///< [N], places in the data set
  std::vector<double> targets;            ///< [N, D]
  std::vector<double> mean;               ///< [N, D]
  std::vector<double> sd;                 ///< [N, D]
  std::vector<double> aleatoric_sd;       ///< [N, D], root of the mean variance of the noise
  std::vector<double> epistemic_sd;       ///< [N, D], of the means over draws
  std::vector<float> samples;             ///< [S, N, D], the mean of each draw, without noise
  std::vector<double> low = {};   ///< [N, D], lower end of the central 95 % interval; empty where none
  std::vector<double> high = {};  ///< [N, D], upper end; empty where none
};

/// KL (or -log prior) of one weight tensor, nats; not divided by N.
struct TensorKl {
  std::string name;  ///< "conv1.weight"
  double kl = 0.0;
};

/// A number that all weights of a tensor share and that was learnt with them.
struct LearntScale {
  std::string tensor;  ///< "conv1.weight"
  std::string name;    ///< "dropout_rate", "prior_sigma", "prior_scale"
  double value = 0.0;
};

/// One epoch of training. For an ensemble the epochs of its members follow each other.
struct EpochRecord {
  std::int64_t member = 0;             ///< 0 for methods with one network
  std::int64_t epoch = 0;              ///< 1 is the first
  double train_loss = 0.0;             ///< objective, nats per datum
  double train_nll = 0.0;              ///< mean negative log likelihood, nats per datum
  double kl = 0.0;                     ///< KL (or -log prior) of all weights, nats; not divided by N
  std::vector<TensorKl> kl_by_tensor;  ///< what `kl` is the sum of, in the order of the network
  std::vector<LearntScale> learnt_scales = {};
  std::string figure = "accuracy";  ///< what the likelihood shows beside its NLL: "accuracy", "rmse"
  double train_figure = 0.0;
  double validation_nll = 0.0;
  double validation_figure = 0.0;
  double learning_rate = 0.0;
  double seconds = 0.0;  ///< of training; of members side by side what each added to the time
  double examples_per_second = 0.0;
};

/// Mean and standard deviation of one weight tensor under the posterior.
struct WeightTensor {
  std::string name;  ///< "conv1.weight"
  std::vector<std::int64_t> shape;
  std::vector<float> mean;
  std::vector<float> sd;
};

struct Histogram {
  std::vector<double> edges;         ///< bins + 1 edges, ascending
  std::vector<std::int64_t> counts;  ///< bins
};

/// Summary of the weight posterior of one layer (or of all: name "total").
struct LayerSummary {
  std::string name;
  std::int64_t count = 0;
  double mean_absolute_mean = 0.0;
  double mean_sd = 0.0;
  /// Quantiles 5, 25, 50, 75, 95 % of |mean| / sd. Infinite where sd is 0 (written as null).
  std::vector<double> signal_to_noise;
  double kl = 0.0;  ///< nats; for a point estimate -log prior density
  Histogram means;
  Histogram sds;
  double kl_error = 0.0;  ///< Monte Carlo standard error of `kl`, nats; 0 where it is in closed form
};

struct PruningPoint {
  double share = 0.0;        ///< share of weights removed, [0, 1]
  std::int64_t removed = 0;  ///< how many
  double accuracy = 0.0;     ///< on the test split
  double nll = 0.0;          ///< nats
  /// On the validation split, for choosing a share; NaN where there is none.
  double validation_accuracy = std::numeric_limits<double>::quiet_NaN();
};

/// An image to show, with what was predicted for it.
struct ShownImage {
  std::int64_t index = 0;  ///< in the test split
  std::int64_t label = 0;
  std::int64_t predicted = 0;
  double predictive_entropy = 0.0;
  double mutual_information = 0.0;
  std::vector<double> probabilities;  ///< [C]
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::vector<std::uint8_t> pixels;  ///< [height, width], 0 black to 255 white
  double mutual_information_corrected = 0.0;
};

/// A metric of the test split as fewer draws would have given it.
struct MetricOfDraws {
  std::string key;
  double value = 0.0;              ///< mean over the subsets of draws
  double monte_carlo_error = 0.0;  ///< standard error of one such figure from the finite number of draws
};

/// The metrics with `draws` of the posterior draws, taken as `subsets` disjoint subsets.
struct DrawsPoint {
  std::int64_t draws = 0;
  std::int64_t subsets = 0;
  std::vector<MetricOfDraws> metrics;
};

/// What a rule for answering or handing an image on came to on the test split: means over images.
struct DecisionRule {
  std::string key;         ///< in metrics.json: "always", "bayes", "validation"
  std::string title;       ///< for people
  double threshold = 0.0;  ///< answers where the top probability is at least this; NaN where no one number is
  double cost = 0.0;       ///< with the labels as they are
  double expected = 0.0;   ///< what the predictive expected of it
  double rejected = 0.0;   ///< share of images handed on
};

/// Costs of decisions, in any unit. No rules where none were asked for.
struct DecisionRecord {
  double wrong = 0.0;   ///< of any wrong answer, a right one costs 0; NaN where a matrix was given
  double reject = 0.0;  ///< of handing an image on; NaN where that is no choice
  std::vector<DecisionRule> rules;
  std::vector<std::vector<double>> costs = {};  ///< [true class][answer], where a matrix was given
};

/// What `kl` of weights is: the KL of a posterior from the prior; of points, which have none, minus log prior
/// density; or both in one network.
enum class Complexity { kKl, kMinusLogPrior, kBoth };

struct RunRecord {
  std::string name;          ///< of the experiment
  std::string method;        ///< "bayes_by_backprop"
  std::string method_title;  ///< "Bayes by Backprop", or the label given in a comparison
  std::string paper = {};    ///< BibTeX of the method's paper; empty where there is none
  std::string model;         ///< "lenet5"
  std::string dataset;       ///< "mnist"
  std::int64_t seed = 0;
  std::int64_t weights_count = 0;  ///< weights of the network (mean and sd count as one)
  std::string config_yaml;         ///< resolved configuration, as written to config.yaml
  nlohmann::ordered_json environment;
  std::vector<std::string> class_names;    ///< [C]; empty where numbers are predicted
  std::vector<std::string> shown_metrics;  ///< keys of those in short tables, in this order; all where empty
  std::vector<EpochRecord> history;
  std::vector<SplitRecord> splits;         ///< validation (where there is one), test
  std::vector<ConformalRecord> conformal;  ///< of the test split, in the order asked for
  Predictions predictions;                 ///< of classes
  NumberPredictions numbers;               ///< of numbers: one of both has examples
  std::vector<WeightTensor> weights;
  std::vector<LayerSummary> layers;        ///< in the order of the network, "total" last
  std::vector<LearntScale> learnt_scales;  ///< of the fitted posterior, in the order of the network
  DecisionRecord decision;
  std::vector<PruningPoint> pruning;
  std::string pruned_first;                   ///< for people: "the most uncertain first"
  std::vector<DrawsPoint> draws;              ///< ascending; empty where there is one draw
  Complexity complexity = Complexity::kKl;    ///< what every `kl` of the run is
  std::vector<ShownImage> most_uncertain;     ///< by predictive entropy, highest first
  std::vector<ShownImage> confidently_wrong;  ///< wrong, by top probability, highest first
  double training_seconds = 0.0;
  double evaluation_seconds = 0.0;  ///< of everything that was measured after training
  double seconds_per_10000_predictions = 0.0;
};

/// One metric of one method in a comparison. Differences are paired by seed: this method minus the first.
struct ComparedMetric : MetricInfo {
  std::vector<double> per_seed;  ///< in the order of `ComparisonRecord::seeds`
  double mean = 0.0;
  double standard_error = 0.0;  ///< of the mean over seeds; NaN with one seed
  double difference = 0.0;      ///< mean of paired differences; 0 for the first method
  double difference_low = 0.0;  ///< 95 % t interval; NaN with one seed
  double difference_high = 0.0;
  /// 95 % bootstrap interval of the difference over images, paired by image and averaged over seeds; NaN
  /// where the methods were not measured on the same images.
  double images_low = 0.0;
  double images_high = 0.0;
};

/// McNemar's test of one method against the first, on the same test images.
struct McNemarRow {
  std::int64_t only_first_right = 0;  ///< images that only the first method predicts right
  std::int64_t only_this_right = 0;
  double p_value = 1.0;  ///< two-sided
};

struct ComparedMethod {
  std::string label;
  std::string method;
  std::string note;  ///< what it overrides beside `method` ("training.epochs = 15; model.prior.sigma = 0.2"),
                     ///< for the report
  std::vector<ComparedMetric> metrics;         ///< on the test split
  std::vector<McNemarRow> mcnemar;             ///< one per seed; empty for the first method and other images
  double training_seconds = 0.0;               ///< mean over seeds
  double seconds_per_10000_predictions = 0.0;  ///< mean over seeds
  std::vector<ReliabilityBin> reliability;     ///< test, pooled over seeds
  std::vector<std::string> run_directories;    ///< relative, one per seed
  std::string config_yaml = {};                ///< resolved, of its first seed
  std::string paper = {};                      ///< BibTeX of the method's paper; empty where there is none
};

struct ComparisonRecord {
  std::string name;
  std::string dataset;
  std::string model;
  std::vector<std::int64_t> seeds;
  std::vector<ComparedMethod> methods;
  std::vector<std::string> shown_metrics;  ///< keys of those in tables and charts; all where empty
  std::string config_yaml;
  nlohmann::ordered_json environment;
  double total_seconds = 0.0;  ///< training and evaluation, added up over runs; side by side they take less
};

/// A file that an exporter made: its name (relative, forward slashes) and its bytes.
struct ExportedFile {
  std::string name;
  std::string bytes;
};

}  // namespace report
