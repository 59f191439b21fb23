#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bayes/core/fields.h"

namespace bnn {

/// One option as a reference describes it.
struct FieldRow {
  std::string key;                 ///< path from where the visit began: "optimizer.learning_rate"
  std::string expected;            ///< "a number > 0", "a list of names"; empty for a section
  std::string value;               ///< as YAML: "0.001"; empty for a section
  std::string help;                ///< one line
  std::vector<std::string> known;  ///< of a name: what it may be
};

/// Describes options, in the order in which they are visited:
///
///     FieldRows rows;
///     Options::visit_fields(options, rows);
///     for (const auto& row : rows.rows()) …
class FieldRows : public bayes::FieldVisitor {
 public:
  void number(const bayes::Field& field, double& value) override;
  void optional_number(const bayes::Field& field, std::optional<double>& value) override;
  void integer(const bayes::Field& field, std::int64_t& value) override;
  void boolean(const bayes::Field& field, bool& value) override;
  void text(const bayes::Field& field, std::string& value) override;
  void integers(const bayes::Field& field, std::vector<std::int64_t>& value) override;
  void texts(const bayes::Field& field, std::vector<std::string>& value) override;
  void matrix(const bayes::Field& field, std::vector<std::vector<double>>& value) override;
  void name(const bayes::Field& field, std::string& value, const std::vector<std::string>& known) override;
  void list(const bayes::Field& field, const bayes::ListOfOptions& elements) override;
  void section(const bayes::Field& field, const std::function<void()>& body) override;

  const std::vector<FieldRow>& rows() const { return rows_; }

 private:
  /// The value is what YamlPrinter writes behind the key.
  template <class Print>
  void add(const bayes::Field& field, const std::string& expected, Print&& print,
           const std::vector<std::string>& known = {});

  std::string prefix_;  // "optimizer." inside that section
  std::vector<FieldRow> rows_;
};

}  // namespace bnn
