#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bayes/core/fields.h"
#include "experiments/config/yaml/config_node.h"
#include "experiments/config/yaml/diagnostics.h"
#include "experiments/config/yaml/unknown_keys.h"

namespace bnn {

/// Reads a mapping into options. A key that is absent leaves its default; a value that is wrong leaves it too
/// and goes to the diagnostics, as do keys that no field asked for.
///
///     Diagnostics diagnostics;
///     YamlReader reader(root, diagnostics);
///     Options::visit_fields(options, reader);
///     reader.finish();
///     diagnostics.throw_if_any();
///
/// Numbers are finite, in plain decimal, without quotes; 1e3 is a whole number too. Truth values are `true`
/// and `false`. `null` is taken for an optional number only (no number); a list holds no null. Where a
/// mapping's `name` is none of the known ones, what stands beside it cannot be judged: its unknown keys are
/// not reported. In a list of mappings that take a `name`, each needs one, and a text alone is the `name`.
class YamlReader : public bayes::FieldVisitor {
 public:
  /// Both arguments outlive the reader.
  ///   path  what messages put before keys ("methods[0]"); empty for a whole file
  YamlReader(const ConfigNode& root, Diagnostics& diagnostics, std::string path = "");

  void number(const bayes::Field& field, double& value) override;
  void optional_number(const bayes::Field& field, std::optional<double>& value) override;
  void integer(const bayes::Field& field, std::int64_t& value) override;
  void boolean(const bayes::Field& field, bool& value) override;
  void text(const bayes::Field& field, std::string& value) override;
  void integers(const bayes::Field& field, std::vector<std::int64_t>& value) override;
  void texts(const bayes::Field& field, std::vector<std::string>& value) override;
  void matrix(const bayes::Field& field, std::vector<std::vector<double>>& value) override;
  void name(const bayes::Field& field, std::string& value, const std::vector<std::string>& known) override;
  void section(const bayes::Field& field, const std::function<void()>& body) override;
  void list(const bayes::Field& field, const bayes::ListOfOptions& elements) override;

  /// The mappings of the list under `key` of the section that is being read (a comparison's `methods`); empty
  /// where there is none. The caller reads each with a reader of its own, or merges it first.
  std::vector<ConfigNode> sequence_of_mappings(const std::string& key);

  /// Reports the keys that no field asked for. To be called once, when all fields have been visited.
  void finish();

 private:
  /// The value of the field; nullptr where the key is absent. Notes that the key is known.
  const ConfigNode* value_of(const std::string& key);
  std::string path_of(const std::string& key) const;
  void report(const ConfigNode& node, const std::string& path, const std::string& problem,
              const std::string& expected);

  bool read_number(const ConfigNode& node, const std::string& path, const bayes::Range& range, double& value);
  bool read_integer(const ConfigNode& node, const std::string& path, const bayes::Range& range,
                    std::int64_t& value);
  bool read_text(const ConfigNode& node, const std::string& path, const std::string& expected,
                 std::string& value);
  /// A plain scalar, as numbers and truth values are; else a report.
  bool require_plain(const ConfigNode& node, const std::string& path, const std::string& expected);
  bool require_sequence(const ConfigNode& node, const std::string& path, const std::string& expected);

  Diagnostics& diagnostics_;
  /// Visits the element of a list, which is a mapping, as the section at `path`.
  void read_element(const ConfigNode& element, const std::string& path, const std::function<void()>& body);

  std::deque<ConfigNode> named_;         // mappings that stand for a name alone
  std::deque<VisitedSection> sections_;  // all that were visited, whether the file has them or not
  std::vector<VisitedSection*> open_;    // from the root to the one that is being read
};

}  // namespace bnn
