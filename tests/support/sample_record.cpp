#include "tests/support/sample_record.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <random>

namespace support {
namespace {

using report::Predictions;
using report::RunRecord;

constexpr std::int64_t kDraws = 8;
constexpr std::int64_t kExamples = 1500;
constexpr std::int64_t kClasses = 10;
constexpr double kSmallest = 1e-12;

/// Distributions of the standard library differ between implementations; these two do not.
class Random {
 public:
  double uniform() { return (static_cast<double>(engine_() >> 11) + 0.5) / 9007199254740992.0; }
  double normal() { return std::sqrt(-2.0 * std::log(uniform())) * std::cos(6.283185307179586 * uniform()); }

 private:
  std::mt19937_64 engine_{2024};
};

double entropy(const double* probabilities) {
  double sum = 0.0;
  for (std::int64_t of = 0; of < kClasses; ++of) {
    sum -= probabilities[of] * std::log(std::max(probabilities[of], kSmallest));
  }
  return sum;
}

std::vector<double> softmax(std::vector<double> logits) {
  const double top = *std::max_element(logits.begin(), logits.end());
  double sum = 0.0;
  for (double& logit : logits) sum += logit = std::exp(logit - top);
  for (double& logit : logits) logit /= sum;
  return logits;
}

void add_image(Predictions& to, Random& random) {
  const std::int64_t label = static_cast<std::int64_t>(random.uniform() * kClasses);
  const double ease = 7.5 + 3.0 * random.normal();
  const std::int64_t twin = (label * 7 + 4) % kClasses;
  std::vector<double> mean(kClasses, 0.0);
  double expected_entropy = 0.0;
  std::vector<double> base(kClasses);
  for (double& logit : base) logit = random.normal();
  for (std::int64_t draw = 0; draw < kDraws; ++draw) {
    std::vector<double> logits = base;
    for (double& logit : logits) logit += 0.6 * random.normal();
    logits[static_cast<std::size_t>(label)] += ease;
    logits[static_cast<std::size_t>(twin)] += 1.5;
    const std::vector<double> probabilities = softmax(logits);
    for (std::int64_t of = 0; of < kClasses; ++of) {
      const auto at = static_cast<std::size_t>(of);
      mean[at] += probabilities[at] / kDraws;
      const std::size_t row = static_cast<std::size_t>(draw * kExamples) + to.labels.size();
      to.samples[row * kClasses + at] = static_cast<float>(probabilities[at]);
    }
    expected_entropy += entropy(probabilities.data()) / kDraws;
  }
  to.labels.push_back(label);
  to.predicted.push_back(std::max_element(mean.begin(), mean.end()) - mean.begin());
  to.probabilities.insert(to.probabilities.end(), mean.begin(), mean.end());
  to.predictive_entropy.push_back(entropy(mean.data()));
  to.expected_entropy.push_back(expected_entropy);
  to.mutual_information.push_back(to.predictive_entropy.back() - expected_entropy);
  // Draws are independent: S of them lack a share of 1 / S.
  to.mutual_information_corrected.push_back(to.mutual_information.back() * kDraws / (kDraws - 1.0));
}

Predictions sample_predictions(Random& random) {
  Predictions predictions;
  predictions.draws = kDraws;
  predictions.examples = kExamples;
  predictions.classes = kClasses;
  predictions.samples.resize(static_cast<std::size_t>(kDraws * kExamples * kClasses));
  for (std::int64_t image = 0; image < kExamples; ++image) add_image(predictions, random);
  return predictions;
}

double top_probability(const Predictions& predictions, std::size_t image) {
  const auto row = predictions.probabilities.begin() + static_cast<std::ptrdiff_t>(image * kClasses);
  return *std::max_element(row, row + kClasses);
}

std::vector<report::ReliabilityBin> sample_reliability(const Predictions& predictions) {
  constexpr std::size_t kBins = 15;
  std::vector<report::ReliabilityBin> bins(kBins);
  for (std::size_t image = 0; image < predictions.labels.size(); ++image) {
    const double confidence = top_probability(predictions, image);
    const double place = std::ceil(confidence * kBins) - 1.0;
    report::ReliabilityBin& bin = bins[static_cast<std::size_t>(std::clamp(place, 0.0, kBins - 1.0))];
    ++bin.count;
    bin.mean_confidence += confidence;
    bin.accuracy += predictions.labels[image] == predictions.predicted[image] ? 1.0 : 0.0;
  }
  for (std::size_t at = 0; at < kBins; ++at) {
    bins[at].low = static_cast<double>(at) / kBins;
    bins[at].high = static_cast<double>(at + 1) / kBins;
    bins[at].mean_confidence /= static_cast<double>(bins[at].count);  // 0 / 0 is the NaN that is wanted
    bins[at].accuracy /= static_cast<double>(bins[at].count);
  }
  return bins;
}

report::SplitRecord sample_split(const std::string& name, const Predictions& predictions) {
  report::SplitRecord split{name, kExamples, {}, sample_reliability(predictions), {}};
  split.confusion.assign(kClasses, std::vector<std::int64_t>(kClasses, 0));
  double right = 0.0, nll = 0.0, brier = 0.0;
  for (std::size_t image = 0; image < predictions.labels.size(); ++image) {
    const auto label = static_cast<std::size_t>(predictions.labels[image]);
    const auto predicted = static_cast<std::size_t>(predictions.predicted[image]);
    ++split.confusion[label][predicted];
    right += label == predicted ? 1.0 : 0.0;
    for (std::size_t of = 0; of < kClasses; ++of) {
      const double probability = predictions.probabilities[image * kClasses + of];
      if (of == label) nll -= std::log(std::max(probability, kSmallest)) / kExamples;
      brier += std::pow(probability - (of == label ? 1.0 : 0.0), 2.0) / kExamples;
    }
  }
  double ece = 0.0, mce = 0.0;
  for (const report::ReliabilityBin& bin : split.reliability) {
    if (bin.count == 0) continue;
    const double gap = std::abs(bin.accuracy - bin.mean_confidence);
    ece += gap * static_cast<double>(bin.count) / kExamples;
    mce = std::max(mce, gap);
  }
  for (std::size_t of = 0; of < kClasses; ++of) {
    double taken = 0.0;
    std::int64_t images = 0;
    for (const auto& row : split.confusion) taken += static_cast<double>(row[of]);
    for (const std::int64_t count : split.confusion[of]) images += count;
    const auto hits = static_cast<double>(split.confusion[of][of]);
    const auto support = static_cast<double>(images);
    split.per_class.push_back({hits / taken, hits / support, 2.0 * hits / (taken + support), images});
  }
  const double accuracy = right / kExamples;
  split.metrics = {
      {{"accuracy", "Accuracy", report::Better::kHigher, report::Unit::kShare},
       {accuracy, accuracy - 0.0061, accuracy + 0.0055, 0.0004, true}},
      {{"nll", "Negative log likelihood", report::Better::kLower, report::Unit::kNats, "NLL"},
       {nll, nll - 0.018, nll + 0.02, 0.0011}},
      {{"brier", "Brier score", report::Better::kLower, report::Unit::kPlain, "Brier"},
       {brier, brier - 0.009, brier + 0.0094, 0.0006}},
      {{"ece", "Expected calibration error", report::Better::kLower, report::Unit::kShare, "ECE"},
       {ece, ece * 0.7, ece * 1.6, 0.0008, true}},
      {{"mce", "Maximum calibration error", report::Better::kLower, report::Unit::kShare, "MCE"},
       {mce, mce * 0.6, mce * 1.3, 0.01, true}},
      {{"aurc", "Area under the risk-coverage curve", report::Better::kLower, report::Unit::kPlain, "AURC"},
       {0.0029, 0.0016, 0.0048, 0.0002, true}},
      {{"misclassification_auroc", "AUROC of finding wrong images", report::Better::kHigher,
        report::Unit::kPlain, "AUROC of errors"},
       {0.9613, 0.9442, 0.9756, 0.0014, true}},
  };
  split.metrics.front().reading = "Most of the images are recognised.";
  return split;
}

/// Metrics whose errors fall with the square root of the number of draws, as independent draws give.
void add_draws(RunRecord& run) {
  for (std::int64_t draws = 1; draws <= kDraws; draws *= 2) {
    report::DrawsPoint point{draws, kDraws / draws, {}};
    const double share = static_cast<double>(kDraws) / static_cast<double>(draws);
    for (const report::MetricRow& row : run.splits.back().metrics) {
      const report::Estimate& estimate = row.estimate;
      point.metrics.push_back({row.key, estimate.value + estimate.monte_carlo_error * (share - 1.0),
                               estimate.monte_carlo_error * std::sqrt(share)});
    }
    run.draws.push_back(point);
  }
}

std::vector<report::EpochRecord> sample_history(Random& random) {
  std::vector<report::EpochRecord> history;
  for (std::int64_t member = 0; member < 2; ++member) {
    for (std::int64_t epoch = 1; epoch <= 12; ++epoch) {
      const double left = std::exp(-0.45 * static_cast<double>(epoch));
      const double noise = 0.004 * random.normal();
      report::EpochRecord record;
      record.member = member;
      record.epoch = epoch;
      record.train_nll = 0.03 + 0.9 * left + noise;
      record.kl = 52000.0 * (0.55 + 0.45 * left) + 500.0 * random.normal();
      record.kl_by_tensor = {
          {"conv1.weight", 0.1 * record.kl}, {"conv1.bias", 0.2 * record.kl}, {"fc.weight", 0.7 * record.kl}};
      record.train_loss = record.train_nll + record.kl / 55000.0;
      record.train_figure = 0.992 - 0.28 * left + 0.2 * noise;
      record.validation_nll = 0.055 + 0.8 * left + 0.006 * random.normal();
      record.validation_figure = 0.985 - 0.26 * left + 0.002 * random.normal();
      record.learning_rate = 0.5e-3 * (1.0 + std::cos(3.14159 * static_cast<double>(epoch - 1) / 12.0));
      record.seconds = 6.1 + 0.2 * random.uniform();
      record.examples_per_second = 55000.0 / record.seconds;
      history.push_back(record);
    }
  }
  return history;
}

report::Histogram histogram(const std::vector<float>& values, std::size_t bins) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  report::Histogram made{{}, std::vector<std::int64_t>(bins, 0)};
  const double step = (static_cast<double>(*high) - *low) / static_cast<double>(bins);
  for (std::size_t edge = 0; edge <= bins; ++edge)
    made.edges.push_back(*low + step * static_cast<double>(edge));
  for (const float value : values) {
    const auto bin = static_cast<std::size_t>((value - *low) / step);
    ++made.counts[std::min(bin, bins - 1)];
  }
  return made;
}

report::LayerSummary summary(const std::string& name, const std::vector<float>& mean,
                             const std::vector<float>& sd) {
  report::LayerSummary layer;
  layer.name = name;
  layer.count = static_cast<std::int64_t>(mean.size());
  std::vector<double> ratio;
  for (std::size_t at = 0; at < mean.size(); ++at) {
    layer.mean_absolute_mean += std::abs(mean[at]) / static_cast<double>(mean.size());
    layer.mean_sd += sd[at] / static_cast<double>(mean.size());
    ratio.push_back(std::abs(mean[at]) / sd[at]);
    layer.kl += std::log(0.1 / sd[at]) + (sd[at] * sd[at] + mean[at] * mean[at]) / 0.02 - 0.5;
  }
  std::sort(ratio.begin(), ratio.end());
  for (const double share : {0.05, 0.25, 0.5, 0.75, 0.95}) {
    layer.signal_to_noise.push_back(
        ratio[static_cast<std::size_t>(share * static_cast<double>(ratio.size() - 1))]);
  }
  layer.means = histogram(mean, 40);
  layer.sds = histogram(sd, 40);
  return layer;
}

void add_weights(RunRecord& run, Random& random) {
  const std::vector<std::pair<std::string, std::vector<std::int64_t>>> tensors{
      {"conv1.weight", {6, 1, 5, 5}}, {"conv1.bias", {6}},       {"conv2.weight", {16, 6, 5, 5}},
      {"conv2.bias", {16}},           {"fc1.weight", {84, 120}}, {"fc1.bias", {84}},
      {"fc2.weight", {10, 84}},       {"fc2.bias", {10}}};
  std::vector<float> all_means, all_sds;
  for (const auto& [name, shape] : tensors) {
    std::size_t count = 1;
    for (const std::int64_t extent : shape) count *= static_cast<std::size_t>(extent);
    report::WeightTensor tensor{name, shape, {}, {}};
    for (std::size_t at = 0; at < count; ++at) {
      tensor.mean.push_back(static_cast<float>(0.08 * random.normal()));
      tensor.sd.push_back(static_cast<float>(0.05 * std::exp(0.4 * random.normal())));
    }
    all_means.insert(all_means.end(), tensor.mean.begin(), tensor.mean.end());
    all_sds.insert(all_sds.end(), tensor.sd.begin(), tensor.sd.end());
    run.layers.push_back(summary(name, tensor.mean, tensor.sd));
    run.weights.push_back(std::move(tensor));
  }
  run.layers.push_back(summary("total", all_means, all_sds));
  run.weights_count = static_cast<std::int64_t>(all_means.size());
}

report::CoverageRow sample_coverage(std::int64_t examples, double share) {
  return {examples, share, std::max(0.0, share - 0.05), std::min(1.0, share + 0.05)};
}

/// Two kinds of prediction sets, the second with a warning; no set is empty.
void add_conformal(RunRecord& run) {
  report::ConformalRecord sets{"lac",
                               "Least ambiguous sets",
                               "coverage: 0.9, class_conditional: false",
                               0.9,
                               sample_coverage(kExamples, 0.904),
                               1.25,
                               0.0,
                               0.75,
                               {},
                               {}};
  sets.mean_size_low = 1.21;
  sets.mean_size_high = 1.29;
  for (std::int64_t of = 0; of < kClasses; ++of) {
    sets.by_class.push_back(sample_coverage(kExamples / kClasses, 0.86 + 0.008 * static_cast<double>(of)));
  }
  sets.by_size.assign(kClasses + 1, sample_coverage(0, std::nan("")));
  sets.by_size[1] = sample_coverage(1125, 0.92);
  sets.by_size[2] = sample_coverage(375, 0.856);
  run.conformal = {sets, sets};
  run.conformal[1].options = "coverage: 0.9, class_conditional: true";
  run.conformal[1].warning = "This coverage takes 9 validation examples of each class.";
}

/// A digit of seven segments, blurred and leaning.
std::vector<std::uint8_t> digit_pixels(std::int64_t digit, Random& random) {
  constexpr const char* kSegments[] = {"abcdef", "bc",     "abged", "abgcd",   "fgbc",
                                       "afgcd",  "afgedc", "abc",   "abcdefg", "abfgcd"};
  constexpr double kEnds[7][4] = {{9, 5, 19, 5},  {19, 5, 19, 14}, {19, 14, 19, 23}, {9, 23, 19, 23},
                                  {9, 14, 9, 23}, {9, 5, 9, 14},   {9, 14, 19, 14}};
  const double lean = 0.25 * random.normal();
  const double thickness = 1.2 + 0.5 * random.uniform();
  std::vector<std::uint8_t> pixels(28 * 28, 0);
  for (int y = 0; y < 28; ++y) {
    for (int x = 0; x < 28; ++x) {
      double nearest = 100.0;
      for (const char* segment = kSegments[digit]; *segment != '\0'; ++segment) {
        const double* end = kEnds[*segment - 'a'];
        const double u = x + lean * (y - 14);
        const double dx = end[2] - end[0];
        const double dy = end[3] - end[1];
        const double along =
            std::clamp(((u - end[0]) * dx + (y - end[1]) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
        nearest = std::min(nearest, std::hypot(u - end[0] - along * dx, y - end[1] - along * dy));
      }
      const double ink = std::clamp(1.6 - nearest / thickness, 0.0, 1.0);
      pixels[static_cast<std::size_t>(28 * y + x)] = static_cast<std::uint8_t>(255.0 * ink);
    }
  }
  return pixels;
}

std::vector<report::ShownImage> shown(const Predictions& predictions, std::vector<std::size_t> order,
                                      Random& random) {
  order.resize(std::min<std::size_t>(order.size(), 32));
  std::vector<report::ShownImage> images;
  for (const std::size_t at : order) {
    const auto row = predictions.probabilities.begin() + static_cast<std::ptrdiff_t>(at * kClasses);
    images.push_back({static_cast<std::int64_t>(at), predictions.labels[at], predictions.predicted[at],
                      predictions.predictive_entropy[at], predictions.mutual_information[at],
                      std::vector<double>(row, row + kClasses), 28, 28,
                      digit_pixels(predictions.labels[at], random)});
  }
  return images;
}

void add_images(RunRecord& run, Random& random) {
  const Predictions& predictions = run.predictions;
  std::vector<std::size_t> all(predictions.labels.size());
  for (std::size_t at = 0; at < all.size(); ++at) all[at] = at;
  std::vector<std::size_t> wrong;
  std::copy_if(all.begin(), all.end(), std::back_inserter(wrong),
               [&](std::size_t at) { return predictions.labels[at] != predictions.predicted[at]; });
  std::sort(all.begin(), all.end(), [&](std::size_t left, std::size_t right) {
    return predictions.predictive_entropy[left] > predictions.predictive_entropy[right];
  });
  std::sort(wrong.begin(), wrong.end(), [&](std::size_t left, std::size_t right) {
    return top_probability(predictions, left) > top_probability(predictions, right);
  });
  run.most_uncertain = shown(predictions, all, random);
  run.confidently_wrong = shown(predictions, wrong, random);
}

}  // namespace

RunRecord sample_run() {
  Random random;
  RunRecord run;
  run.name = "mnist_lenet5_bayes_by_backprop";
  run.method = "bayes_by_backprop";
  run.method_title = "Bayes by Backprop";
  run.model = "lenet5";
  run.dataset = "mnist";
  run.config_yaml =
      "name: mnist_lenet5_bayes_by_backprop\nseed: 0\ndata:\n  name: mnist\n  validation: 5000\nmodel:\n  "
      "name: lenet5\n"
      "  prior:\n    name: gaussian\n    sigma: 0.1\nmethod:\n  name: bayes_by_backprop\n  estimator: "
      "flipout\n";
  run.environment = {{"program", "0.1.0"},
                     {"libtorch", "1.13.1"},
                     {"blas", "OpenBLAS 0.3.21"},
                     {"cpu", {{"name", "a processor"}, {"cores", 2}, {"instructions", {"avx2", "fma"}}}},
                     {"threads", 2}};
  for (int digit = 0; digit < kClasses; ++digit) run.class_names.push_back(std::to_string(digit));
  run.history = sample_history(random);
  run.predictions = sample_predictions(random);
  run.splits = {sample_split("validation", run.predictions), sample_split("test", run.predictions)};
  run.splits.front().role = report::Role::kValidation;
  add_draws(run);
  add_weights(run, random);
  const double accuracy = run.splits.back().metrics.front().estimate.value;
  for (const double share : {0.0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99}) {
    const double lost = 0.9 * std::pow(share, 24.0);
    run.pruning.push_back({share, static_cast<std::int64_t>(share * static_cast<double>(run.weights_count)),
                           accuracy * (1.0 - lost), 0.11 + 2.2 * lost, accuracy * (1.0 - lost)});
  }
  run.pruned_first = "the most uncertain first";
  run.decision = {1.0,
                  0.1,
                  {{"always", "Always answer", 0.0, 0.021, 0.019, 0.0},
                   {"bayes", "Least expected cost", 0.9, 0.012, 0.011, 0.04}}};
  add_images(run, random);
  add_conformal(run);
  run.training_seconds = 146.3;
  run.seconds_per_10000_predictions = 4.2;
  return run;
}

}  // namespace support
