#include "experiments/saved_run/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "bayes/core/error.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/sha256.h"
#include "experiments/files/terminal_text.h"
#include "experiments/process/standard_streams.h"
#include "experiments/saved_run/run_directory.h"
#include "experiments/saved_run/run_files.h"
#include "notebooks_export/formats/json.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using bayes::Error;
using bayes::Fault;
using Json = nlohmann::ordered_json;

constexpr char kManifest[] = "manifest.json";
Json entry_of(const std::string& bytes) { return {{"bytes", bytes.size()}, {"sha256", sha256_hex({bytes})}}; }

// Names relative to the run, in order. What the run did not write (a converted model, notes) is nobody's
// promise.
std::vector<std::string> files_of(const fs::path& run) {
  std::vector<std::string> names;
  for (fs::recursive_directory_iterator item(run), end; item != end; ++item) {
    const auto name = item->path().filename().string();
    const bool is_foreign = item.depth() == 0 && (name == "checkpoints" || run_files().count(name) == 0);
    if (is_foreign || name.front() == '.') {
      item.disable_recursion_pending();
    } else if (item->is_regular_file() && name != kManifest) {
      names.push_back(item->path().lexically_relative(run).generic_string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

[[noreturn]] void refuse(const fs::path& file, const std::string& problem) {
  throw Error(problem, file.string(), "put the file back as the run wrote it, or make the run again",
              Fault::kData);
}

Json read_manifest(const fs::path& path) {
  auto document = Json::parse(read_file(path, kLargestText), nullptr, /*allow_exceptions=*/false);
  const bool fine = document.is_object() && document.contains("files") && document["files"].is_object();
  if (!fine) refuse(path, "the manifest is damaged");
  return document;
}

void require_entry(const fs::path& file, const Json& entry) {
  const bool fine = entry.is_object() && entry.contains("bytes") && entry["bytes"].is_number_unsigned() &&
                    entry.contains("sha256") && entry["sha256"].is_string();
  if (!fine) refuse(file, "the manifest is damaged: its entry of this file cannot be read");
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error) refuse(file, "a file of the manifest is missing: " + error.message());
  if (size != entry["bytes"].get<std::uint64_t>() ||
      sha256_hex({read_file(file, kLargestModel)}) != entry["sha256"].get<std::string>()) {
    refuse(file, "the file is not as it was written: its SHA-256 is not that of manifest.json");
  }
}

void write_entries(const fs::path& folder, std::map<std::string, Json> entries) {
  Json files = Json::object();
  for (auto& [name, entry] : entries) files[name] = std::move(entry);
  write_file_atomically(folder / kManifest, report::json_text({{"files", files}}));
}

}  // namespace

void write_manifest(const fs::path& run, const std::vector<report::ExportedFile>& pending) {
  std::map<std::string, Json> entries;
  for (const auto& name : files_of(run)) entries[name] = entry_of(read_file(run / name, kLargestModel));
  for (const auto& file : pending) entries[file.name] = entry_of(file.bytes);
  write_entries(run, std::move(entries));
}

void write_manifest_of(const fs::path& folder, const std::vector<report::ExportedFile>& files) {
  std::map<std::string, Json> entries;
  for (const auto& file : files) entries[file.name] = entry_of(file.bytes);
  write_entries(folder, std::move(entries));
}

void take_out_of_manifest(const fs::path& run, const std::vector<std::string>& names) {
  if (!fs::exists(run / kManifest)) return;
  auto document = read_manifest(run / kManifest);
  for (const auto& name : names) document["files"].erase(name);
  write_file_atomically(run / kManifest, report::json_text(document));
}

void add_to_manifest(const fs::path& run, const std::vector<report::ExportedFile>& files) {
  if (!fs::exists(run / kManifest)) return;
  auto document = read_manifest(run / kManifest);
  for (const auto& file : files) document["files"][file.name] = entry_of(file.bytes);
  write_file_atomically(run / kManifest, report::json_text(document));
}

bool verify_manifest(const fs::path& run) {
  if (!fs::exists(run / kManifest)) return false;
  const auto document = read_manifest(run / kManifest);
  for (const auto& [name, entry] : document["files"].items()) require_entry(run / name, entry);
  return true;
}

void require_intact(const fs::path& run) {
  if (verify_manifest(run)) return;
  if (fs::exists(run / "fitted.json")) refuse(run / kManifest, "the manifest of the run is missing");
  say(fmt::format("warning: the run has no manifest.json, so its files are not checked: {}\n",
                  terminal_line(run.string())));
}

}  // namespace bnn
