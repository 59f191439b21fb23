#include "experiments/saved_run/output_rules.h"

#include <array>
#include <fstream>
#include <optional>
#include <set>
#include <string_view>

#include "bayes/core/error.h"
#include "experiments/files/terminal_text.h"
#include "experiments/saved_run/run_files.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// A configuration alone, or beside checkpoints of some other program, is no run.
bool is_run(const fs::path& folder) {
  return is_there(folder / "config.yaml") &&
         (is_there(folder / "environment.json") || is_there(folder / "metrics.json"));
}

bool is_comparison(const fs::path& folder) { return is_there(folder / "comparison.json"); }

bool same_file(const fs::path& a, const fs::path& b) {
  std::error_code ignored;
  return a == b || fs::equivalent(a, b, ignored);
}

fs::path resolved(const fs::path& path) {
  std::error_code error;
  auto found = fs::weakly_canonical(fs::absolute(path), error);
  return error ? fs::absolute(path).lexically_normal() : found;
}

[[noreturn]] void refuse(const std::string& problem, const fs::path& output, const OutputRules& rules) {
  throw bayes::Error(problem, output.string(), "choose another place with " + rules.option);
}

void require_no_part(const fs::path& place, const fs::path& output, const OutputRules& rules) {
  bool renewed = false;  // below its own folder any file may be written, unless that lies in another run
  for (auto folder = place.parent_path(); !folder.empty(); folder = folder.parent_path()) {
    const bool run = is_run(folder), comparison = is_comparison(folder);
    const bool own = !rules.owner.empty() && same_file(folder, resolved(rules.owner));
    renewed = renewed || (own && rules.renews);
    if (run && !own) {
      refuse("the output would lie in the folder of a run, " + terminal_line(folder.string()), output, rules);
    }
    if (!renewed && (run || comparison || own)) {
      if (run_files().count(place.lexically_relative(folder).begin()->string()) == 0) return;
      refuse("the output would overwrite a part of the " + std::string(comparison ? "comparison" : "run") +
                 " in " + terminal_line(folder.string()),
             output, rules);
    }
    if (folder == folder.root_path()) return;
  }
}

// No text has a byte 0; pictures, arrays, models and IDX files have one in their first bytes.
bool is_binary(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::array<char, 4096> bytes;
  file.read(bytes.data(), bytes.size());
  const std::string_view begin(bytes.data(), static_cast<std::size_t>(file.gcount()));
  return begin.find('\0') != std::string_view::npos;
}

}  // namespace

void require_harmless(const fs::path& output, const OutputRules& rules) {
  const auto target = resolved(output);
  for (const auto& input : rules.inputs) {
    if (same_file(target, resolved(input))) refuse("the output would overwrite an input", output, rules);
  }
  require_no_part(target, output, rules);
  // A link is replaced itself: it may be a part where what it points to is none.
  require_no_part(resolved(fs::absolute(output).parent_path()) / output.filename(), output, rules);
}

void require_harmless_text(const fs::path& output, const OutputRules& rules) {
  require_harmless(output, rules);
  std::error_code ignored;
  if (fs::is_regular_file(output, ignored) && is_binary(output)) {
    refuse("the output would overwrite a file that is no text", output, rules);
  }
}

}  // namespace bnn
