#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bayes/core/fields.h"

namespace bnn {

/// `text` as a YAML scalar that every reader takes for this text: in double quotes where it could be taken
/// for something else.
std::string print_text(std::string_view text);

/// Writes options as YAML, one field a line, sections indented by two blanks:
///
///     YamlPrinter printer;
///     Options::visit_fields(options, printer);
///     file << printer.text();
///
/// `YamlReader` gives the same options back, and so does it to the bit; other YAML readers see numbers as
/// numbers. An optional number without a value is `null`.
class YamlPrinter : public bayes::FieldVisitor {
 public:
  /// Whether each line ends with the field's help as a comment, or not.
  enum class Comments { kNone, kHelp };

  explicit YamlPrinter(Comments comments = Comments::kNone) : comments_(comments) {}

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

  /// What was printed up to now; each line ends with a line end.
  const std::string& text() const { return text_; }

 private:
  void line(const bayes::Field& field, const std::string& value);

  Comments comments_;
  std::size_t indentation_ = 0;
  std::string text_;
};

}  // namespace bnn
