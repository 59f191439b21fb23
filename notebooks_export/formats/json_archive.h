#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

/// JSON to and from plain structs by one description of their fields:
///
///     template <class Archive>
///     void fields(Archive& a, In<Archive, ClassRow>& row) {
///       a("precision", row.precision);
///       a.newer("support", row.support);
///     }
///
/// A member is a double (null where it is not finite, and NaN where it was null), an int64 from 0 on, a bool,
/// a text, a struct with `fields`, a vector of these, a vector `keyed` by a member of its elements, or a
/// lambda that is given an archive of its own.
namespace report {

/// What is read, as errors name it.
struct JsonSource {
  std::string what;  ///< "the metrics of the run"
  std::string file;
  std::string fix;  ///< where it is damaged
};

/// A part of a document that knows where it stands, and trusts nothing that it is asked for: what is not as
/// it should be throws `bayes::Error` (kData) with its key ("details.test.reliability[3].count") and the
/// file.
class JsonPart {
 public:
  /// Both have to outlive it and its parts.
  JsonPart(const nlohmann::ordered_json& value, const JsonSource& source, std::string key = "");

  bool has(const std::string& name) const;
  JsonPart operator[](const std::string& name) const;
  std::vector<JsonPart> list() const;
  std::vector<std::pair<std::string, JsonPart>> members() const;
  double number() const;  ///< NaN where it is null
  std::int64_t count() const;
  bool flag() const;
  std::string text() const;
  [[noreturn]] void refuse(const std::string& problem) const;

 private:
  const nlohmann::ordered_json* value_;
  const JsonSource* source_;
  std::string key_;
};

/// Throws as `JsonPart` where the text is not JSON.
nlohmann::ordered_json parse_json(const std::string& text, const JsonSource& source);

/// A list as an object: a member of each element is its key.
template <class List, class Owner>
struct Keyed {
  List& list;
  std::string Owner::*key;
};
template <class List, class Owner>
Keyed<List, Owner> keyed(List& list, std::string Owner::*key) {
  return {list, key};
}

/// A struct as an archive takes it: to be filled, or as it is.
template <class Archive, class Struct>
using In = std::conditional_t<Archive::kReads, Struct, const Struct>;

namespace detail {

template <class Value>
struct IsVector : std::false_type {};
template <class Element>
struct IsVector<std::vector<Element>> : std::true_type {};

template <class Value>
struct IsKeyed : std::false_type {};
template <class List, class Owner>
struct IsKeyed<Keyed<List, Owner>> : std::true_type {};

}  // namespace detail

class JsonWriter {
 public:
  static constexpr bool kReads = false;

  template <class Value>
  void operator()(const std::string& key, const Value& value) {
    object[key] = json_of(value);
  }
  /// A field that older files lack.
  template <class Value>
  void newer(const std::string& key, const Value& value, const Value& = {}) {
    (*this)(key, value);
  }
  /// A field of those files alone of which `written` is true.
  template <class Value>
  void where(bool written, const std::string& key, const Value& value) {
    if (written) (*this)(key, value);
  }
  /// What follows from other fields, and is written for whoever reads the file elsewhere.
  template <class Make>
  void derived(const std::string& key, const Make& make) {
    object[key] = make();
  }

  nlohmann::ordered_json object = nlohmann::ordered_json::object();

 private:
  template <class Value>
  static nlohmann::ordered_json json_of(const Value& value) {
    if constexpr (std::is_arithmetic_v<Value> || std::is_same_v<Value, std::string>) {
      return value;
    } else if constexpr (detail::IsVector<Value>::value) {
      auto list = nlohmann::ordered_json::array();
      for (const auto& element : value) list.push_back(json_of(element));
      return list;
    } else {
      JsonWriter inner;
      if constexpr (detail::IsKeyed<Value>::value) {
        for (const auto& element : value.list) inner(element.*value.key, element);
      } else if constexpr (std::is_invocable_v<const Value&, JsonWriter&>) {
        value(inner);
      } else {
        fields(inner, value);
      }
      return std::move(inner.object);
    }
  }
};

class JsonReader {
 public:
  static constexpr bool kReads = true;

  explicit JsonReader(JsonPart part) : part(std::move(part)) {}

  template <class Value>
  void operator()(const std::string& key, Value&& value) {
    read(part[key], value);
  }
  template <class Value>
  void newer(const std::string& key, Value& value, const Value& of_older_files = {}) {
    if (part.has(key)) {
      read(part[key], value);
    } else {
      value = of_older_files;
    }
  }
  template <class Value>
  void where(bool, const std::string& key, Value&& value) {
    if (part.has(key)) read(part[key], value);
  }
  template <class Make>
  void derived(const std::string&, const Make&) {}

  JsonPart part;

 private:
  template <class Value>
  static void read(const JsonPart& part, Value& value) {
    if constexpr (std::is_same_v<Value, double>) {
      value = part.number();
    } else if constexpr (std::is_same_v<Value, std::int64_t>) {
      value = part.count();
    } else if constexpr (std::is_same_v<Value, bool>) {
      value = part.flag();
    } else if constexpr (std::is_same_v<Value, std::string>) {
      value = part.text();
    } else if constexpr (detail::IsVector<Value>::value) {
      value.clear();
      for (const auto& element : part.list()) read(element, value.emplace_back());
    } else if constexpr (detail::IsKeyed<std::remove_const_t<Value>>::value) {
      value.list.clear();
      for (const auto& [name, element] : part.members()) {
        value.list.emplace_back().*value.key = name;
        read(element, value.list.back());
      }
    } else {
      JsonReader inner(part);
      if constexpr (std::is_invocable_v<Value&, JsonReader&>) {
        value(inner);
      } else {
        fields(inner, value);
      }
    }
  }
};

}  // namespace report
