#include "notebooks_export/formats/json_archive.h"

#include <limits>

#include "bayes/core/error.h"

namespace report {

using nlohmann::ordered_json;

JsonPart::JsonPart(const ordered_json& value, const JsonSource& source, std::string key)
    : value_(&value), source_(&source), key_(std::move(key)) {}

bool JsonPart::has(const std::string& name) const { return value_->is_object() && value_->contains(name); }

JsonPart JsonPart::operator[](const std::string& name) const {
  const auto key = key_.empty() ? name : key_ + "." + name;
  if (!has(name)) JsonPart(*value_, *source_, key).refuse("is missing");
  return {value_->at(name), *source_, key};
}

std::vector<JsonPart> JsonPart::list() const {
  if (!value_->is_array()) refuse("is not a list");
  std::vector<JsonPart> items;
  for (std::size_t i = 0; i < value_->size(); ++i) {
    items.emplace_back((*value_)[i], *source_, key_ + "[" + std::to_string(i) + "]");
  }
  return items;
}

std::vector<std::pair<std::string, JsonPart>> JsonPart::members() const {
  if (!value_->is_object()) refuse("is not an object");
  std::vector<std::pair<std::string, JsonPart>> parts;
  for (const auto& member : value_->items()) parts.emplace_back(member.key(), (*this)[member.key()]);
  return parts;
}

double JsonPart::number() const {
  if (value_->is_null()) return std::numeric_limits<double>::quiet_NaN();
  if (!value_->is_number()) refuse("is not a number");
  return value_->get<double>();
}

std::int64_t JsonPart::count() const {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (!value_->is_number_unsigned() || value_->get<std::uint64_t>() > kMost) refuse("is not a count");
  return value_->get<std::int64_t>();
}

bool JsonPart::flag() const {
  if (!value_->is_boolean()) refuse("is neither true nor false");
  return value_->get<bool>();
}

std::string JsonPart::text() const {
  if (!value_->is_string()) refuse("is not a text");
  return value_->get<std::string>();
}

void JsonPart::refuse(const std::string& problem) const {
  throw bayes::Error(source_->what + " cannot be read: `" + key_ + "` " + problem, source_->file,
                     source_->fix, bayes::Fault::kData);
}

ordered_json parse_json(const std::string& text, const JsonSource& source) {
  auto document = ordered_json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded()) {
    throw bayes::Error(source.what + " cannot be read: the file is not JSON", source.file, source.fix,
                       bayes::Fault::kData);
  }
  return document;
}

}  // namespace report
