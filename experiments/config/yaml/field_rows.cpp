#include "experiments/config/yaml/field_rows.h"

#include "experiments/config/yaml/plain_number.h"
#include "experiments/config/yaml/yaml_printer.h"

namespace bnn {

template <class Print>
void FieldRows::add(const bayes::Field& field, const std::string& expected, Print&& print,
                    const std::vector<std::string>& known) {
  YamlPrinter printer;
  print(printer);
  const std::string line = printer.text();  // "key: value\n"
  const auto begin = field.name.size() + 2;
  rows_.push_back(
      {prefix_ + field.name, expected, line.substr(begin, line.size() - begin - 1), field.help, known});
}

void FieldRows::number(const bayes::Field& field, double& value) {
  add(field, describe_range(field.range, "a number"), [&](auto& printer) { printer.number(field, value); });
}

void FieldRows::optional_number(const bayes::Field& field, std::optional<double>& value) {
  add(field, describe_range(field.range, "a number") + ", or null",
      [&](auto& printer) { printer.optional_number(field, value); });
}

void FieldRows::integer(const bayes::Field& field, std::int64_t& value) {
  add(field, describe_range(field.range, "a whole number"),
      [&](auto& printer) { printer.integer(field, value); });
}

void FieldRows::boolean(const bayes::Field& field, bool& value) {
  add(field, "true or false", [&](auto& printer) { printer.boolean(field, value); });
}

void FieldRows::text(const bayes::Field& field, std::string& value) {
  add(field, "a text", [&](auto& printer) { printer.text(field, value); });
}

void FieldRows::integers(const bayes::Field& field, std::vector<std::int64_t>& value) {
  add(field, "a list, each " + describe_range(field.range, "a whole number"),
      [&](auto& printer) { printer.integers(field, value); });
}

void FieldRows::texts(const bayes::Field& field, std::vector<std::string>& value) {
  add(field, "a list of texts", [&](auto& printer) { printer.texts(field, value); });
}

void FieldRows::matrix(const bayes::Field& field, std::vector<std::vector<double>>& value) {
  add(field, "a list of rows, each a list, each " + describe_range(field.range, "a number"),
      [&](auto& printer) { printer.matrix(field, value); });
}

void FieldRows::name(const bayes::Field& field, std::string& value, const std::vector<std::string>& known) {
  std::string names;
  for (const auto& each : known) names += (names.empty() ? "" : ", ") + each;
  add(
      field, names, [&](auto& printer) { printer.name(field, value, known); }, known);
}

void FieldRows::list(const bayes::Field& field, const bayes::ListOfOptions& elements) {
  add(field, "a list of names, or of mappings of a name and its options",
      [&](auto& printer) { printer.list(field, elements); });
}

void FieldRows::section(const bayes::Field& field, const std::function<void()>& body) {
  rows_.push_back({prefix_ + field.name, "", "", field.help, {}});
  const auto outer = prefix_;
  prefix_ += field.name + ".";
  body();
  prefix_ = outer;
}

}  // namespace bnn
