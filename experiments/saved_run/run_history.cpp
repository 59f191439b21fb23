#include "experiments/saved_run/run_history.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bayes/core/error.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/file_descriptor.h"
#include "experiments/files/sha256.h"
#include "notebooks_export/formats/history.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::uint64_t kLargestHistory = std::uint64_t{1} << 30;
constexpr char kWhole[] = "history";  // of checkpoints before they named their epochs
constexpr char kEpochs[] = "epochs";
constexpr char kNewLines[] = "new_epochs";

std::vector<std::string> whole_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0, end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
    if (end > begin) lines.push_back(text.substr(begin, end + 1 - begin));
  }
  return lines;
}

std::map<std::int64_t, std::vector<std::string>> lines_by_member(const std::string& text) {
  std::map<std::int64_t, std::vector<std::string>> by_member;
  for (const auto& line : whole_lines(text)) {
    by_member[report::parse_history_line(line).member].push_back(line);
  }
  return by_member;
}

[[noreturn]] void fail(const fs::path& path) {
  throw bayes::Error("history.jsonl does not hold the epochs that the checkpoint follows", path.string(),
                     "put the file back as it was", bayes::Fault::kData);
}

// The epochs of a member that a checkpoint follows.
struct NamedEpochs {
  std::int64_t member = 0;
  std::size_t count = 0;
  std::string sha256;
};

std::vector<NamedEpochs> named_epochs(const std::string& text) {
  std::vector<NamedEpochs> named;
  try {
    for (const auto& entry : Json::parse(text)) {
      named.push_back({entry.at("member").get<std::int64_t>(), entry.at("count").get<std::size_t>(),
                       entry.at("sha256").get<std::string>()});
    }
  } catch (const Json::exception& error) {
    throw bayes::Error(std::string("the checkpoint does not say which epochs it follows: ") + error.what(),
                       kEpochs, "take an older checkpoint", bayes::Fault::kData);
  }
  return named;
}

// Appends and flushes; what cannot be written whole leaves the file as it was.
void append_to(const fs::path& path, const std::string& lines) {
  FileDescriptor file(path, O_WRONLY | O_APPEND | O_NOFOLLOW);
  const off_t before = ::lseek(file.number(), 0, SEEK_END);
  try {
    file.write_all(lines);
    file.sync();
    file.close();
  } catch (...) {
    // Where this fails too, the torn line does not count.
    [[maybe_unused]] const int ignored = ::truncate(path.c_str(), before);
    throw;
  }
}

}  // namespace

void RunHistory::Epochs::add(const std::string& line) {
  ++count;
  sha256 = sha256_hex({sha256, line});
}

void RunHistory::save(const std::vector<report::EpochRecord>& history, Metadata& checkpoint) {
  std::map<std::int64_t, std::int64_t> seen;
  std::string lines;
  auto after = written_;
  for (const auto& epoch : history) {
    if (++seen[epoch.member] <= after[epoch.member].count) continue;
    const auto line = report::history_line(epoch);
    after[epoch.member].add(line);
    lines += line;
  }
  append(lines, history);
  written_ = std::move(after);
  auto epochs = Json::array();
  for (const auto& [member, of_member] : written_) {
    epochs.push_back({{"member", member}, {"count", of_member.count}, {"sha256", of_member.sha256}});
  }
  checkpoint[kEpochs] = epochs.dump();
  checkpoint[kNewLines] = lines;
}

void RunHistory::append(const std::string& lines, const std::vector<report::EpochRecord>& history) {
  if (!begun_ || !fs::exists(path_)) {
    write_file_atomically(path_, history_text(history));
    begun_ = true;
  } else if (!lines.empty()) {
    append_to(path_, lines);
  }
}

std::string RunHistory::lines_of(const Metadata& checkpoint) const {
  if (const auto whole = checkpoint.find(kWhole); whole != checkpoint.end()) return whole->second;
  if (checkpoint.count(kEpochs) == 0 || checkpoint.count(kNewLines) == 0) fail(path_);
  std::error_code ignored;
  auto in_file = lines_by_member(fs::exists(path_, ignored) ? read_file(path_, kLargestHistory) : "");
  auto fresh = lines_by_member(checkpoint.at(kNewLines));
  std::string text;
  for (const auto& [member, count, sha256] : named_epochs(checkpoint.at(kEpochs))) {
    auto& lines = in_file[member];
    const auto& last = fresh[member];
    if (last.size() > count || lines.size() < count - last.size()) fail(path_);
    lines.resize(count - last.size());
    lines.insert(lines.end(), last.begin(), last.end());
    Epochs epochs;
    for (const auto& line : lines) {
      epochs.add(line);
      text += line;
    }
    if (epochs.sha256 != sha256) fail(path_);
  }
  return text;
}

void RunHistory::go_on_from(const std::string& lines) {
  written_.clear();
  for (const auto& [member, of_member] : lines_by_member(lines)) {
    for (const auto& line : of_member) written_[member].add(line);
  }
  write_file_atomically(path_, lines);
  begun_ = true;
}

std::string history_text(const std::vector<report::EpochRecord>& history) {
  std::string text;
  for (const auto& epoch : history) text += report::history_line(epoch);
  return text;
}

std::vector<report::EpochRecord> parse_history(const std::string& lines) {
  std::vector<report::EpochRecord> history;
  for (const auto& line : whole_lines(lines)) history.push_back(report::parse_history_line(line));
  std::stable_sort(history.begin(), history.end(),
                   [](const auto& a, const auto& b) { return a.member < b.member; });
  return history;
}

std::vector<report::EpochRecord> read_history(const fs::path& run) {
  return parse_history(read_file(run / "history.jsonl", kLargestHistory));
}

}  // namespace bnn
