#include "experiments/datasets/file_sums.h"

#include <sstream>

#include "bayes/core/error.h"
#include "experiments/files/atomic_file.h"

namespace bnn {
namespace {

constexpr std::size_t kSumDigits = 64;
constexpr std::uint64_t kLargestList = 1u << 20;

bool is_sum(const std::string& text) {
  return text.size() == kSumDigits && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

std::map<std::string, std::string> read_own_sums(const std::filesystem::path& folder) {
  const auto path = folder / kOwnSums;
  std::map<std::string, std::string> sums;
  if (!std::filesystem::exists(path)) return sums;
  std::istringstream lines(read_file(path, kLargestList));
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.empty()) continue;
    // Two blanks before the name, or a blank and an asterisk.
    const auto sum = line.substr(0, kSumDigits);
    if (!is_sum(sum) || line.size() < kSumDigits + 3 || line[kSumDigits] != ' ') {
      throw bayes::Error("line " + std::to_string(number) + " is no sum of a file", path.string(),
                         "write the list anew by `sha256sum * > SHA256SUMS`, or remove it",
                         bayes::Fault::kData);
    }
    sums[std::filesystem::path(line.substr(kSumDigits + 2)).filename().string()] = sum;
  }
  return sums;
}

void require_known_sum(const DataSource& source, const DataFile& file, const std::filesystem::path& path,
                       const std::string& sum, const std::map<std::string, std::string>& own) {
  if (sum == file.sha256) return;
  const auto listed = own.find(file.name);
  if (listed != own.end() && listed->second == sum) return;
  throw bayes::Error(
      "the file is not that of " + source.title + ": its SHA-256 is " + sum + " instead of " +
          (listed == own.end() ? file.sha256 : listed->second + ", as " + kOwnSums + " lists it"),
      path.string(),
      "get it by `bnn data fetch " + source.name +
          "`; data of your own under this name need their sums beside " +
          "them, of the unpacked files: `sha256sum *-ubyte > " + kOwnSums + "`",
      bayes::Fault::kData);
}

}  // namespace bnn
