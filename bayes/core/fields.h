#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace bayes {

/// The interval that a number has to lie in; an open end excludes the bound itself.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;
  bool high_open = false;
  bool whole_from_one = false;  ///< a share below 1, or a whole number

  bool contains(double value) const {
    if (whole_from_one && value >= 1.0 && value != std::floor(value)) return false;
    return (low_open ? value > low : value >= low) && (high_open ? value < high : value <= high);
  }
};

inline Range any() { return {}; }
/// Of numbers that are used in single precision, as weights are: positive and not too small, and at most the
/// largest there is.
inline Range positive_single() { return {1.2e-38, 3.4e38, false, false}; }
/// Of deviations whose squares divide in single precision: positive, and neither too small nor too large.
inline Range scale_single() { return {1.1e-19, 1.8e19, false, false}; }
/// Of numbers that are used in single precision and may be 0.
inline Range non_negative_single() { return {0.0, 3.4e38, false, false}; }
inline Range positive() { return {0.0, std::numeric_limits<double>::infinity(), true, true}; }
inline Range non_negative() { return {0.0, std::numeric_limits<double>::infinity(), false, true}; }
inline Range at_least(double low) { return {low, std::numeric_limits<double>::infinity(), false, true}; }
inline Range between(double low, double high) { return {low, high, false, false}; }
/// [0, 1): a share that must leave something.
inline Range share() { return {0.0, 1.0, false, true}; }

/// A share in [0, 1) of what there is, or a whole number of it.
inline Range share_or_count() { return {0.0, 9007199254740992.0, false, false, true}; }

/// One option: its key in YAML, what it may be, one line of help.
struct Field {
  std::string name;
  Range range;
  std::string help;
};

/// A list of mappings as a visitor sees it: how many there are now, and how to change and visit them.
struct ListOfOptions {
  std::size_t size = 0;
  std::function<void(std::size_t size)> resize;  ///< gives each of that many elements its defaults
  std::function<void(std::size_t index)> visit;  ///< the fields of one element
};

/// Reads, prints or describes options, one field at a time.
///
/// An options struct names each of its fields once:
///
///     struct AdamOptions {
///       double learning_rate = 1e-3;
///       template <class Options, class Visitor>
///       static void visit_fields(Options& options, Visitor&& field) {
///         field("learning_rate", options.learning_rate, positive(), "Step size.");
///       }
///     };
///
/// Kinds of member: double, int64, bool, string, optional<double>, vectors of int64 or string, a matrix of
/// double as a vector of its rows, an enum with an `enum_names` function (found by argument-dependent
/// look-up), another options struct (a section of its own), and a list of such: what has size(), resize(n),
/// [i] and a `value_type` with `visit_fields`.
class FieldVisitor {
 public:
  virtual ~FieldVisitor() = default;

  virtual void number(const Field& field, double& value) = 0;
  virtual void optional_number(const Field& field, std::optional<double>& value) = 0;
  virtual void integer(const Field& field, std::int64_t& value) = 0;
  virtual void boolean(const Field& field, bool& value) = 0;
  virtual void text(const Field& field, std::string& value) = 0;
  virtual void integers(const Field& field, std::vector<std::int64_t>& value) = 0;
  virtual void texts(const Field& field, std::vector<std::string>& value) = 0;
  /// A list of rows, each element in the field's range; what lengths fit is for whoever takes it to say.
  virtual void matrix(const Field& field, std::vector<std::vector<double>>& value) = 0;
  /// A text that has to be one of `known`.
  virtual void name(const Field& field, std::string& value, const std::vector<std::string>& known) = 0;
  /// A mapping under `field.name`; `body` visits what is in it.
  virtual void section(const Field& field, const std::function<void()>& body) = 0;
  /// A list of mappings under `field.name`.
  virtual void list(const Field& field, const ListOfOptions& elements) = 0;

  template <class Value>
  void operator()(const char* field_name, Value& value, const Range& range, const char* help) {
    const Field field{field_name, range, help};
    if constexpr (std::is_same_v<Value, double>) {
      number(field, value);
    } else if constexpr (std::is_same_v<Value, std::optional<double>>) {
      optional_number(field, value);
    } else if constexpr (std::is_same_v<Value, std::int64_t>) {
      integer(field, value);
    } else if constexpr (std::is_same_v<Value, bool>) {
      boolean(field, value);
    } else if constexpr (std::is_same_v<Value, std::string>) {
      text(field, value);
    } else if constexpr (std::is_same_v<Value, std::vector<std::int64_t>>) {
      integers(field, value);
    } else if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
      texts(field, value);
    } else if constexpr (std::is_same_v<Value, std::vector<std::vector<double>>>) {
      matrix(field, value);
    } else if constexpr (std::is_enum_v<Value>) {
      visit_enum(field, value);
    } else if constexpr (is_list<Value>::value) {
      list(field, {value.size(), [&](std::size_t size) { value.resize(size); },
                   [&](std::size_t index) { Value::value_type::visit_fields(value[index], *this); }});
    } else {
      section(field, [&] { Value::visit_fields(value, *this); });
    }
  }

 private:
  template <class Value, class = void>
  struct is_list : std::false_type {};
  template <class Value>
  struct is_list<Value, std::void_t<typename Value::value_type>> : std::true_type {};

  template <class Enum>
  void visit_enum(const Field& field, Enum& value) {
    std::vector<std::string> known;
    std::string chosen;
    for (const auto& [spelling, candidate] : enum_names(Enum{})) {
      known.push_back(spelling);
      if (candidate == value) chosen = spelling;
    }
    name(field, chosen, known);
    for (const auto& [spelling, candidate] : enum_names(Enum{})) {
      if (chosen == spelling) value = candidate;
    }
  }
};

}  // namespace bayes
