#include "experiments/config/yaml/yaml_printer.h"

#include <fmt/format.h>

#include <cmath>

#include "experiments/config/yaml/plain_number.h"
#include "experiments/config/yaml/value_words.h"
#include "experiments/files/utf8.h"

namespace bnn {

namespace {

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
constexpr std::string_view kInside = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789./+- ";

/// Whether no reader could take it for anything but a text. Narrow on purpose: quotes do no harm.
bool is_plain_text(std::string_view text) {
  if (text.empty() || kLetters.find(text.front()) == std::string_view::npos || text.back() == ' ')
    return false;
  if (text.find_first_not_of(kInside) != std::string_view::npos) return false;
  if (!meant_boolean(text).empty()) return false;
  for (const char* word : {"null", "Null", "NULL", "nan", "NaN", "NAN", "inf", "Inf", "INF"}) {
    if (text == word) return false;
  }
  return true;
}

std::string escape(std::string_view character, char32_t code_point) {
  switch (code_point) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\t':
      return "\\t";
    case '\r':
      return "\\r";
    default:
      break;
  }
  if (!is_invisible_control(code_point)) return std::string(character);
  return code_point < 0x100 ? fmt::format("\\x{:02x}", static_cast<unsigned>(code_point))
                            : fmt::format("\\u{:04x}", static_cast<unsigned>(code_point));
}

template <class Value, class Print>
std::string print_list(const std::vector<Value>& values, Print print) {
  std::string list = "[";
  for (const Value& value : values) list += (list.size() > 1 ? ", " : "") + print(value);
  return list + "]";
}

}  // namespace

std::string print_text(std::string_view text) {
  if (is_plain_text(text)) return std::string(text);
  std::string printed = "\"";
  while (!text.empty()) {
    const Utf8Character character = first_character(text);
    const std::string_view bytes = character.valid ? text.substr(0, character.bytes) : "\xEF\xBF\xBD";
    printed += escape(bytes, character.code_point);
    text.remove_prefix(character.bytes);
  }
  return printed + "\"";
}

void YamlPrinter::number(const bayes::Field& field, double& value) { line(field, print_number(value)); }

void YamlPrinter::optional_number(const bayes::Field& field, std::optional<double>& value) {
  const bool counts = field.range.whole_from_one && value && *value == std::floor(*value);
  line(field, !value ? "null" : counts ? fmt::format("{:.0f}", *value) : print_number(*value));
}

void YamlPrinter::integer(const bayes::Field& field, std::int64_t& value) {
  line(field, std::to_string(value));
}

void YamlPrinter::boolean(const bayes::Field& field, bool& value) { line(field, value ? "true" : "false"); }

void YamlPrinter::text(const bayes::Field& field, std::string& value) { line(field, print_text(value)); }

void YamlPrinter::integers(const bayes::Field& field, std::vector<std::int64_t>& value) {
  line(field, print_list(value, [](std::int64_t element) { return std::to_string(element); }));
}

void YamlPrinter::texts(const bayes::Field& field, std::vector<std::string>& value) {
  line(field, print_list(value, [](const std::string& element) { return print_text(element); }));
}

void YamlPrinter::matrix(const bayes::Field& field, std::vector<std::vector<double>>& value) {
  line(field, print_list(value, [](const auto& row) { return print_list(row, print_number); }));
}

void YamlPrinter::name(const bayes::Field& field, std::string& value, const std::vector<std::string>&) {
  line(field, print_text(value));
}

void YamlPrinter::section(const bayes::Field& field, const std::function<void()>& body) {
  const std::size_t start = text_.size();
  line(field, "");
  const std::size_t before = text_.size();
  indentation_ += 2;
  body();
  indentation_ -= 2;
  if (text_.size() > before) return;
  // A key with nothing below it would be null.
  text_.resize(start);
  line(field, "{}");
}

void YamlPrinter::list(const bayes::Field& field, const bayes::ListOfOptions& elements) {
  line(field, elements.size == 0 ? "[]" : "");
  indentation_ += 4;
  for (std::size_t i = 0; i < elements.size; ++i) {
    const std::size_t start = text_.size();
    elements.visit(i);
    if (text_.size() == start) text_ += std::string(indentation_, ' ') + "{}\n";
    text_[start + indentation_ - 2] = '-';
  }
  indentation_ -= 4;
}

void YamlPrinter::line(const bayes::Field& field, const std::string& value) {
  text_ +=
      fmt::format("{}{}:{}{}", std::string(indentation_, ' '), field.name, value.empty() ? "" : " ", value);
  if (comments_ == Comments::kHelp && !field.help.empty()) text_ += "  # " + field.help;
  text_ += '\n';
}

}  // namespace bnn
