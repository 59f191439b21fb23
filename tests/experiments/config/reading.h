#pragma once

#include <string>

#include "bayes/core/error.h"
#include "experiments/config/yaml/diagnostics.h"
#include "experiments/config/yaml/yaml_document.h"
#include "experiments/config/yaml/yaml_reader.h"
#include "tests/experiments/config/sample_options.h"

namespace bnn::testing {

/// Throws where anything is wrong.
template <class Options>
Options read_options(const ConfigNode& root) {
  Diagnostics diagnostics;
  YamlReader reader(root, diagnostics);
  Options options;
  Options::visit_fields(options, reader);
  reader.finish();
  diagnostics.throw_if_any();
  return options;
}

inline SampleOptions read_sample(const ConfigNode& root) { return read_options<SampleOptions>(root); }

inline SampleOptions read_sample(const std::string& yaml) { return read_sample(parse_yaml(yaml, "a.yaml")); }

/// The message of the error that `action` throws; empty where it throws none.
template <class Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const bayes::Error& error) {
    return error.fault == bayes::Fault::kUsage ? error.what() : "not of kind usage";
  }
  return "";
}

/// The message that reading this text as the sample gives; empty where it is right.
inline std::string sample_error(const std::string& yaml) {
  return message_of([&] { read_sample(yaml); });
}

}  // namespace bnn::testing
