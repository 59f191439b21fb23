#include "experiments/catalog/kinds.h"

#include "experiments/catalog/architectures.h"
#include "experiments/catalog/calibrators.h"
#include "experiments/catalog/conformal_methods.h"
#include "experiments/catalog/datasets.h"
#include "experiments/catalog/estimators.h"
#include "experiments/catalog/exporters.h"
#include "experiments/catalog/layers.h"
#include "experiments/catalog/likelihoods.h"
#include "experiments/catalog/methods.h"
#include "experiments/catalog/metrics.h"
#include "experiments/catalog/optimizers.h"
#include "experiments/catalog/posteriors.h"
#include "experiments/catalog/priors.h"

namespace bnn {
namespace {

template <class Signature>
std::vector<Thing> things_of(const std::vector<Entry<Signature>>& entries) {
  std::vector<Thing> things;
  for (const auto& entry : entries) {
    things.push_back(
        {entry.name, entry.title, entry.summary, entry.reference,
         [configure = entry.configure](bayes::FieldVisitor& visitor) { configure()->visit(visitor); }});
  }
  return things;
}

void visit_nothing(bayes::FieldVisitor&) {}

const char* summary_of(bayes::Better better) {
  switch (better) {
    case bayes::Better::kHigher:
      return "Higher is better.";
    case bayes::Better::kNeither:
      return "Neither higher nor lower is better.";
    case bayes::Better::kLower:
      break;
  }
  return "Lower is better.";
}

std::vector<Thing> things_of(const std::vector<bayes::MetricInfo>& metrics) {
  std::vector<Thing> things;
  for (const auto& metric : metrics) {
    things.push_back({metric.key, metric.title, summary_of(metric.better), metric.reference, visit_nothing});
  }
  return things;
}

std::vector<Thing> things_of(const std::vector<ExporterEntry>& exporters) {
  std::vector<Thing> things;
  for (const auto& each : exporters) things.push_back({each.name, "", each.summary, "", visit_nothing});
  return things;
}

std::vector<Thing> things_of(const std::vector<Described>& values) {
  std::vector<Thing> things;
  for (const auto& each : values) {
    things.push_back({each.name, each.title, each.summary, each.reference, visit_nothing});
  }
  return things;
}

std::vector<Thing> things_of(const std::vector<LayerFamily>& families) {
  std::vector<Thing> things;
  for (const auto& each : families) {
    things.push_back({each.name, each.title, each.summary, each.reference, each.visit});
  }
  return things;
}

}  // namespace

std::string Kind::section() const {
  const auto dot = place.rfind(".name");
  return dot == std::string::npos ? "" : place.substr(0, dot + 1);
}

std::vector<Kind> kinds() {
  return {
      {"methods", "method.name", things_of(methods())},
      {"estimators", "method.estimator", things_of(estimators())},
      {"posteriors", "method.posterior", things_of(posteriors())},
      {"layers", "bayes/bayes.h", things_of(layer_families())},
      {"models", "model.name", things_of(architectures())},
      {"priors", "model.prior.name", things_of(priors())},
      {"likelihoods", "model.likelihood.name", things_of(likelihoods())},
      {"datasets", "data.name", things_of(datasets())},
      {"optimizers", "training.optimizer.name", things_of(optimizers())},
      {"schedules", "training.schedule.name", things_of(schedules())},
      {"calibrators", "evaluation.calibration", things_of(calibrators())},
      {"conformal", "evaluation.conformal", things_of(conformal_methods())},
      {"metrics", "metrics.json", things_of(metric_infos())},
      {"formats", "report.formats", things_of(exporters())},
  };
}

}  // namespace bnn
