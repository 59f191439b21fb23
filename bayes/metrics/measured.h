#pragma once

#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "bayes/metrics/metric.h"
#include "bayes/predictive/top_prediction.h"

namespace bayes {

/// A predictive with its targets and the metrics of its kind: all that intervals over examples and errors
/// over draws need to know, whatever the kind.
class Measured {
 public:
  virtual ~Measured() = default;
  virtual std::int64_t examples() const = 0;  ///< N
  virtual std::int64_t draws() const = 0;     ///< S
  /// What intervals by resampling rest on (`MetricRules::least_events`).
  virtual std::int64_t events() const = 0;

  virtual std::size_t metrics() const = 0;
  virtual const MetricInfo& info(std::size_t metric) const = 0;
  virtual const MetricRules& rules(std::size_t metric) const = 0;
  /// Each metric, in their order; what several have in common is computed once.
  virtual std::vector<double> values() const = 0;
  /// The metric as a function of how often examples count; not from several threads at once. Valid as long as
  /// this is.
  virtual CountedMetric counted(std::size_t metric) const = 0;

  /// Of draws [first, first + count), with the same targets and metrics.
  virtual std::unique_ptr<Measured> some_draws(std::int64_t first, std::int64_t count) const = 0;
  /// The same mixture in as few draws as its kind can, so that many mixtures of it cost less.
  virtual std::unique_ptr<Measured> condensed() const = 0;
  /// The mixture of those of `parts` that `taken` says, all of this one's kind and targets.
  virtual std::unique_ptr<Measured> joined(const std::vector<std::unique_ptr<Measured>>& parts,
                                           const std::vector<bool>& taken) const = 0;
};

namespace detail {

// Unqualified, to find the overloads of kinds that come later; members of the same names would hide them.
template <class P>
std::int64_t events_of(const P& predictive, const torch::Tensor& targets) {
  return events(predictive, targets);
}
template <class P>
P condensed_of(const P& predictive) {
  return condensed(predictive);
}
template <class P>
P joined_of(const std::vector<P>& parts) {
  return joined(parts);
}

}  // namespace detail

/// What a kind P of predictive brings along: `at`, `some_draws`, and by overloads `require_targets`,
/// `events`, `condensed` and `joined`.
template <class P>
class MeasuredOf final : public Measured {
 public:
  MeasuredOf(std::shared_ptr<const std::vector<MetricOf<P>>> metrics, const P& predictive,
             const torch::Tensor& targets)
      : metrics_(std::move(metrics)), examples_(predictive, targets) {}

  std::int64_t examples() const override { return predictive().examples(); }
  std::int64_t draws() const override { return predictive().draws(); }
  std::int64_t events() const override { return detail::events_of(predictive(), examples_.targets()); }

  std::size_t metrics() const override { return metrics_->size(); }
  const MetricInfo& info(std::size_t metric) const override { return (*metrics_)[metric]; }
  const MetricRules& rules(std::size_t metric) const override { return (*metrics_)[metric]; }

  std::vector<double> values() const override {
    const Resample once = ExampleCounts(static_cast<std::size_t>(examples()), 1);
    std::vector<double> values;
    for (const auto& metric : *metrics_) {
      values.push_back(metric.counted ? metric.counted(examples_)(once)
                                      : metric.value(predictive(), examples_.targets()));
    }
    return values;
  }

  CountedMetric counted(std::size_t at) const override {
    const auto& metric = (*metrics_)[at];
    if (metric.counted) return metric.counted(examples_);
    // Without a quicker way: the metric of the examples repeated as often as they count.
    return [this, &metric](const Resample& resample) {
      const auto repeats = torch::tensor(resample.counts(), torch::kInt64);
      const auto index = torch::arange(examples(), torch::kInt64).repeat_interleave(repeats);
      return metric.value(predictive().at(index), examples_.targets().index_select(/*dim=*/0, index));
    };
  }

  std::unique_ptr<Measured> some_draws(std::int64_t first, std::int64_t count) const override {
    return with(predictive().some_draws(first, count));
  }
  std::unique_ptr<Measured> condensed() const override { return with(detail::condensed_of(predictive())); }
  std::unique_ptr<Measured> joined(const std::vector<std::unique_ptr<Measured>>& parts,
                                   const std::vector<bool>& taken) const override {
    std::vector<P> predictives;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (taken[i]) predictives.push_back(static_cast<const MeasuredOf&>(*parts[i]).predictive());
    }
    return with(detail::joined_of(predictives));
  }

 private:
  const P& predictive() const { return examples_.predictive(); }
  std::unique_ptr<Measured> with(const P& predictive) const {
    return std::make_unique<MeasuredOf>(metrics_, predictive, examples_.targets());
  }

  std::shared_ptr<const std::vector<MetricOf<P>>> metrics_;
  TargetedPredictive<P> examples_;
};

/// Throws `Error` as `require_targets`.
template <class P>
MeasuredOf<P> measured(std::vector<MetricOf<P>> metrics, const P& predictive, const torch::Tensor& targets) {
  return {std::make_shared<const std::vector<MetricOf<P>>>(std::move(metrics)), predictive, targets};
}

/// The value of each metric, in their order; what several have in common is computed once.
template <class P>
std::vector<double> metric_values(const std::vector<MetricOf<P>>& metrics, const P& predictive,
                                  const torch::Tensor& targets) {
  return measured(metrics, predictive, targets).values();
}

}  // namespace bayes
