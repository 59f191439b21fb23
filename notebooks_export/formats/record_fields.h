#pragma once

#include <limits>
#include <string>
#include <vector>

#include "notebooks_export/formats/digest.h"
#include "notebooks_export/formats/json_archive.h"
#include "notebooks_export/formats/measurement_fields.h"
#include "notebooks_export/records/complexity.h"
#include "notebooks_export/records/pruning_choice.h"
#include "notebooks_export/records/run_record.h"

/// What metrics.json, comparison.json and history.jsonl name the fields of records, for writing and reading
/// alike: nothing else spells their keys. json.h describes the files.
namespace report {

/// Points of the curve of draws from which on each metric is as good as known.
nlohmann::ordered_json enough_json(const RunRecord& run);
/// Means over the images of the test split, nats.
nlohmann::ordered_json uncertainty_json(const Predictions& predictions);

/// "test" or "validation"; what is neither is taken for the first.
inline std::string role_key(Role role) { return role == Role::kValidation ? "validation" : "test"; }
inline Role role_of(const std::string& key) { return key == "validation" ? Role::kValidation : Role::kTest; }

/// A figure that an older file does not hold.
inline constexpr double kNotRecorded = std::numeric_limits<double>::quiet_NaN();

template <class Archive>
void fields(Archive& a, In<Archive, MetricRow>& row) {
  a("value", row.estimate.value);
  a("low", row.estimate.low);
  a("high", row.estimate.high);
  a("monte_carlo_error", row.estimate.monte_carlo_error);
  // Older runs extrapolated all of them from sections of an eighth of the draws.
  a.newer("monte_carlo_error_approximate", row.estimate.approximate, true);
}

template <class Archive>
void fields(Archive& a, In<Archive, ReliabilityBin>& bin) {
  a("low", bin.low);
  a("high", bin.high);
  a("count", bin.count);
  a("mean_confidence", bin.mean_confidence);
  a("accuracy", bin.accuracy);
}

template <class Archive>
void fields(Archive& a, In<Archive, ClassRow>& row) {
  a("precision", row.precision);
  a("recall", row.recall);
  a("f1", row.f1);
  a("support", row.support);
}

/// All but name and metrics.
template <class Archive>
void fields(Archive& a, In<Archive, SplitRecord>& split) {
  a.newer("examples", split.examples);
  a.newer("confusion", split.confusion);
  a.newer("per_class", split.per_class);
  a("reliability", split.reliability);
  a.where(!split.note.empty(), "note", split.note);
  a.where(!split.warning.empty(), "warning", split.warning);
  // Older files tell by the name.
  std::string role = Archive::kReads ? "" : role_key(split.role);
  a.newer("role", role, std::string(split.name == "validation" ? split.name : "test"));
  if constexpr (Archive::kReads) {
    split.role = role_of(role);
    if (!split.note.empty()) split.change = split.name.substr(split.name.find('_') + 1);
  }
  a.where(!split.change.empty(), "change", split.change);
  a.where(!split.found.empty(), "found", split.found);
}

template <class Archive>
void fields(Archive& a, In<Archive, CoverageRow>& row) {
  a("examples", row.examples);
  a("coverage", row.share);
  a("low", row.low);
  a("high", row.high);
}

/// All but what was found on validation: that is in fitted.json.
template <class Archive>
void fields(Archive& a, In<Archive, ConformalRecord>& sets) {
  a("name", sets.name);
  a("options", sets.options);
  a("target", sets.target);
  a("all", sets.all);
  a("mean_size", sets.mean_size);
  a.newer("mean_size_low", sets.mean_size_low, kNotRecorded);
  a.newer("mean_size_high", sets.mean_size_high, kNotRecorded);
  a("empty", sets.empty);
  a("singletons", sets.singletons);
  a.newer("by_class", sets.by_class);
  a.newer("by_size", sets.by_size);
  a.where(!sets.warning.empty(), "warning", sets.warning);
  a.newer("title", sets.title);
}

template <class Archive>
void fields(Archive& a, In<Archive, MetricOfDraws>& metric) {
  a("value", metric.value);
  a("monte_carlo_error", metric.monte_carlo_error);
}

template <class Archive>
void fields(Archive& a, In<Archive, DrawsPoint>& point) {
  a("draws", point.draws);
  a("subsets", point.subsets);
  a("metrics", keyed(point.metrics, &MetricOfDraws::key));
}

template <class Archive>
void fields(Archive& a, In<Archive, DecisionRule>& rule) {
  a("threshold", rule.threshold);
  a("cost", rule.cost);
  a("expected", rule.expected);
  a("rejected", rule.rejected);
  a.newer("title", rule.title);
}

template <class Archive>
void fields(Archive& a, In<Archive, DecisionRecord>& decision) {
  if constexpr (Archive::kReads) decision.wrong = kNotRecorded;  // by a matrix
  a.where(decision.costs.empty(), "wrong", decision.wrong);
  a.where(!decision.costs.empty(), "costs", decision.costs);
  a("reject", decision.reject);
  a("rules", keyed(decision.rules, &DecisionRule::key));
}

/// {"fc1.weight": {"dropout_rate": 0.1}}
inline void learnt_scales(JsonWriter& a, const std::vector<LearntScale>& scales) {
  for (const LearntScale& scale : scales) a.object[scale.tensor][scale.name] = scale.value;
}
inline void learnt_scales(JsonReader& a, std::vector<LearntScale>& scales) {
  for (const auto& [tensor, named] : a.part.members()) {
    for (const auto& [name, value] : named.members()) scales.push_back({tensor, name, value.number()});
  }
}

/// {"fc1.weight": 12.5}
inline void tensor_kls(JsonWriter& a, const std::vector<TensorKl>& tensors) {
  for (const TensorKl& tensor : tensors) a(tensor.name, tensor.kl);
}
inline void tensor_kls(JsonReader& a, std::vector<TensorKl>& tensors) {
  for (const auto& [name, kl] : a.part.members()) tensors.push_back({name, kl.number()});
}

/// Which figure a line of history.jsonl has beside loss and NLL: that of "train_accuracy".
inline std::string epoch_figure_in(const JsonPart& line) {
  const std::string train = "train_";
  for (const auto& [key, value] : line.members()) {
    const bool is_known = key == "train_loss" || key == "train_nll";
    if (key.rfind(train, 0) == 0 && !is_known) return key.substr(train.size());
  }
  return EpochRecord{}.figure;
}

template <class Archive>
void fields(Archive& a, In<Archive, EpochRecord>& epoch) {
  if constexpr (Archive::kReads) epoch.figure = epoch_figure_in(a.part);
  a("member", epoch.member);
  a("epoch", epoch.epoch);
  a("train_loss", epoch.train_loss);
  a("train_nll", epoch.train_nll);
  a("kl", epoch.kl);
  a("kl_by_tensor", [&](auto& tensors) { tensor_kls(tensors, epoch.kl_by_tensor); });
  a("train_" + epoch.figure, epoch.train_figure);
  a("validation_nll", epoch.validation_nll);
  a("validation_" + epoch.figure, epoch.validation_figure);
  a("learning_rate", epoch.learning_rate);
  a("seconds", epoch.seconds);
  a("examples_per_second", epoch.examples_per_second);
  a.where(!epoch.learnt_scales.empty(), "learnt_scales",
          [&](auto& tensors) { learnt_scales(tensors, epoch.learnt_scales); });
}

template <class Archive>
void fields(Archive& a, In<Archive, Histogram>& histogram) {
  a("edges", histogram.edges);
  a("counts", histogram.counts);
}

template <class Archive>
void fields(Archive& a, In<Archive, LayerSummary>& layer) {
  a("kl", layer.kl);
  a.newer("kl_monte_carlo_error", layer.kl_error);
  a.newer("count", layer.count);
  a.newer("mean_absolute_mean", layer.mean_absolute_mean);
  a.newer("mean_sd", layer.mean_sd);
  a.newer("signal_to_noise", layer.signal_to_noise);
  if constexpr (Archive::kReads) {
    for (double& quantile : layer.signal_to_noise) {
      if (quantile != quantile) quantile = std::numeric_limits<double>::infinity();
    }
  }
  a.newer("means", layer.means);
  a.newer("sds", layer.sds);
}

template <class Archive>
void fields(Archive& a, In<Archive, PruningPoint>& point) {
  a("share", point.share);
  a("removed", point.removed);
  a("accuracy", point.accuracy);
  a("nll", point.nll);
  a.newer("validation_accuracy", point.validation_accuracy, kNotRecorded);
}

/// What predictions.npz does not hold of it.
template <class Archive>
void fields(Archive& a, In<Archive, ShownImage>& image) {
  a("index", image.index);
  a("height", image.height);
  a("width", image.width);
  if constexpr (Archive::kReads) {
    const auto pixels = from_base64(a.part["pixels"].text());
    const auto count = static_cast<std::int64_t>(pixels ? pixels->size() : 0);
    if (image.height < 1 || count % image.height != 0 || count / image.height != image.width || count == 0) {
      a.part["pixels"].refuse("is not base64 of height times width bytes");
    }
    image.pixels.assign(pixels->begin(), pixels->end());
  } else {
    a("pixels", base64({reinterpret_cast<const char*>(image.pixels.data()), image.pixels.size()}));
  }
}

/// All but splits, and what has files of its own: predictions, weights, history, configuration, environment.
template <class Archive>
void fields(Archive& a, In<Archive, RunRecord>& run) {
  a.where(!run.conformal.empty(), "conformal", [&](auto& sets) { sets("test", run.conformal); });
  a.where(true, "draws", [&](auto& draws) {
    draws("curve", run.draws);
    draws.derived("enough", [&] { return enough_json(run); });
  });
  if (run.predictions.examples > 0)
    a.derived("uncertainty", [&] { return uncertainty_json(run.predictions); });
  a.where(!run.decision.rules.empty(), "decision", run.decision);
  a.where(!run.learnt_scales.empty(), "learnt_scales",
          [&](auto& tensors) { learnt_scales(tensors, run.learnt_scales); });
  a.where(!run.layers.empty(), "weights", keyed(run.layers, &LayerSummary::name));
  a.newer("pruning", run.pruning);
  a.where(!run.pruning.empty(), "pruning_choice", [&](auto& choice) {
    choice("order", run.pruned_first);
    if (const auto chosen = chosen_pruning(run.pruning)) {
      choice.derived("share", [&] { return chosen->share; });
      choice.derived("chosen_on", [] { return "validation"; });
      choice.derived("largest_loss", [] { return kBearableLoss; });
    }
  });
  std::string complexity = Archive::kReads ? "" : complexity_key(run.complexity);
  a.newer("complexity", complexity);
  if constexpr (Archive::kReads) run.complexity = complexity_of(complexity);
  a("seconds", [&](auto& seconds) {
    seconds("training", run.training_seconds);
    seconds.newer("evaluation", run.evaluation_seconds);
    seconds("per_10000_predictions", run.seconds_per_10000_predictions);
  });
  a.where(true, "run", [&](auto& about) {
    about("name", run.name);
    about("method", run.method);
    about("method_title", run.method_title);
    about("model", run.model);
    about("dataset", run.dataset);
    about("seed", run.seed);
    about("weights", run.weights_count);
    about("class_names", run.class_names);
    about.where(!run.numbers.target_names.empty(), "target_names", run.numbers.target_names);
    about("shown_metrics", run.shown_metrics);
  });
  a.where(true, "images", [&](auto& images) {
    images("most_uncertain", run.most_uncertain);
    images("confidently_wrong", run.confidently_wrong);
  });
}

template <class Archive>
void fields(Archive& a, In<Archive, McNemarRow>& test) {
  a("only_first_right", test.only_first_right);
  a("only_this_right", test.only_this_right);
  a("p_value", test.p_value);
}

template <class Archive>
void fields(Archive& a, In<Archive, ComparedMetric>& metric) {
  a("mean", metric.mean);
  a("standard_error", metric.standard_error);
  a("difference", metric.difference);
  a("difference_low", metric.difference_low);
  a("difference_high", metric.difference_high);
  a.newer("images_low", metric.images_low, kNotRecorded);
  a.newer("images_high", metric.images_high, kNotRecorded);
  a("per_seed", metric.per_seed);
}

template <class Archive>
void fields(Archive& a, In<Archive, ComparedMethod>& method) {
  a("label", method.label);
  a("method", method.method);
  a.newer("note", method.note);
  a("metrics", keyed(method.metrics, &ComparedMetric::key));
  a.newer("mcnemar", method.mcnemar);
  a("seconds", [&](auto& seconds) {
    seconds("training", method.training_seconds);
    seconds("per_10000_predictions", method.seconds_per_10000_predictions);
  });
  a.newer("reliability", method.reliability);
  a("run_directories", method.run_directories);
}

/// All but configurations and environment, which have files of their own.
template <class Archive>
void fields(Archive& a, In<Archive, ComparisonRecord>& comparison) {
  a("name", comparison.name);
  a("dataset", comparison.dataset);
  a("model", comparison.model);
  a("seeds", comparison.seeds);
  a("methods", comparison.methods);
  a.newer("total_seconds", comparison.total_seconds, kNotRecorded);
}

}  // namespace report
