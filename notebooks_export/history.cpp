#include "notebooks_export/history.h"

#include <limits>

#include "bayes/core/error.h"

namespace report {
namespace {

using nlohmann::ordered_json;

/// Only in the lines of runs that learn such.
constexpr const char* kLearntScales = "learnt_scales";

/// The one place that names the fields of a line.
template <class Epoch, class Visitor>
void visit_fields(Epoch& epoch, Visitor&& field) {
  field("member", epoch.member);
  field("epoch", epoch.epoch);
  field("train_loss", epoch.train_loss);
  field("train_nll", epoch.train_nll);
  field("kl", epoch.kl);
  field("kl_by_tensor", epoch.kl_by_tensor);
  field("train_accuracy", epoch.train_accuracy);
  field("validation_nll", epoch.validation_nll);
  field("validation_accuracy", epoch.validation_accuracy);
  field("learning_rate", epoch.learning_rate);
  field("seconds", epoch.seconds);
  field("examples_per_second", epoch.examples_per_second);
}

void read(const ordered_json& json, double& value) {
  value = json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

void read(const ordered_json& json, std::int64_t& value) {
  if (!json.is_number_integer()) {
    throw bayes::Error("a whole number was expected", "", "", bayes::Fault::kData);
  }
  value = json.get<std::int64_t>();
}

void read(const ordered_json& json, std::vector<TensorKl>& values) {
  for (const auto& [name, value] : json.get_ref<const ordered_json::object_t&>()) {
    read(value, values.emplace_back(TensorKl{name, 0.0}).kl);
  }
}

void read(const ordered_json& json, std::vector<LearntScale>& values) {
  for (const auto& [tensor, scales] : json.get_ref<const ordered_json::object_t&>()) {
    for (const auto& [name, value] : scales.get_ref<const ordered_json::object_t&>()) {
      read(value, values.emplace_back(LearntScale{tensor, name, 0.0}).value);
    }
  }
}

ordered_json written(double value) { return value; }
ordered_json written(std::int64_t value) { return value; }
ordered_json written(const std::vector<TensorKl>& values) {
  ordered_json object = ordered_json::object();
  for (const auto& [name, kl] : values) object[name] = kl;
  return object;
}

}  // namespace

std::string history_line(const EpochRecord& epoch) {
  ordered_json json;
  visit_fields(epoch, [&](const char* name, const auto& value) { json[name] = written(value); });
  for (const auto& [tensor, name, value] : epoch.learnt_scales) json[kLearntScales][tensor][name] = value;
  return json.dump() + "\n";
}

EpochRecord parse_history_line(std::string_view line) {
  EpochRecord epoch;
  const char* reading = "the line";
  try {
    const auto json = ordered_json::parse(line);
    visit_fields(epoch, [&](const char* name, auto& value) {
      reading = name;
      read(json.at(name), value);
    });
    reading = kLearntScales;
    if (const auto scales = json.find(kLearntScales); scales != json.end())
      read(*scales, epoch.learnt_scales);
  } catch (const std::exception& error) {
    throw bayes::Error("a line of the training history cannot be read: " + std::string(error.what()),
                       "history.jsonl, " + std::string(reading), "remove the damaged line",
                       bayes::Fault::kData);
  }
  return epoch;
}

}  // namespace report
