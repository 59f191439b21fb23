#include "experiments/datasets/folds.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <string_view>
#include <system_error>

#include "bayes/core/error.h"
#include "experiments/files/atomic_file.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using bayes::Error;
using bayes::Fault;
using Rows = std::vector<std::int64_t>;

// Source: Steele, Lea and Flood 2014. The standard library's distributions differ between platforms.
class SplitMix64 {
 public:
  explicit SplitMix64(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  // In [0, bound). What would make the first values more frequent is drawn again.
  std::uint64_t below(std::uint64_t bound) {
    const std::uint64_t too_low = (0 - bound) % bound;  // 2^64 modulo bound
    std::uint64_t value = next();
    while (value < too_low) value = next();
    return value % bound;
  }

 private:
  std::uint64_t state_;
};

// All rows, class after class, in random order within each: taking them at equal distances takes from all
// classes alike.
Rows shuffled(std::int64_t rows, const Rows& classes, std::uint64_t seed) {
  Rows order(static_cast<std::size_t>(rows));
  std::iota(order.begin(), order.end(), 0);
  SplitMix64 random(seed);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  if (!classes.empty()) {
    std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
      return classes[static_cast<std::size_t>(a)] < classes[static_cast<std::size_t>(b)];
    });
  }
  return order;
}

template <class IsTest>
Fold divide(const Rows& order, const IsTest& is_test) {
  Fold fold;
  for (std::size_t place = 0; place < order.size(); ++place) {
    (is_test(static_cast<std::int64_t>(place)) ? fold.test : fold.train).push_back(order[place]);
  }
  std::sort(fold.train.begin(), fold.train.end());
  std::sort(fold.test.begin(), fold.test.end());
  return fold;
}

std::string_view trimmed(std::string_view text) {
  constexpr char kBlanks[] = " \t\r";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// Notes in `part_of`, [rows], where each row is; 0: nowhere yet.
Rows read_part(const fs::path& path, char part, std::vector<char>& part_of) {
  constexpr std::uint64_t kLongestLine = 64, kSlack = 4096;
  const std::string text = read_file(path, part_of.size() * kLongestLine + kSlack);
  Rows rows;
  std::int64_t number = 0;
  const auto fail = [&](const std::string& problem) {
    throw Error(problem, fmt::format("{}:{}", path.string(), number),
                "give one row of the table a line, counted from 0", Fault::kData);
  };
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t length = rest.find('\n');
    const std::string_view line = trimmed(rest.substr(0, length));
    rest.remove_prefix(length == std::string_view::npos ? rest.size() : length + 1);
    ++number;
    if (line.empty() && rest.find_first_not_of(" \t\r\n") == std::string_view::npos) break;
    std::uint64_t row = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), row);
    const bool is_number = error == std::errc() && end == line.data() + line.size();
    if (!is_number || row >= part_of.size()) {
      fail(fmt::format("the line is not a row from 0 to {}", part_of.size() - 1));
    }
    if (part_of[row] != 0) {
      fail(fmt::format("row {} is {}", row, part_of[row] == part ? "here twice" : "in the other part too"));
    }
    part_of[row] = part;
    rows.push_back(static_cast<std::int64_t>(row));
  }
  if (rows.empty()) throw Error("the file has no rows", path.string(), "give at least one", Fault::kData);
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace

std::vector<Fold> make_folds(std::int64_t rows, const Rows& classes, std::int64_t count, std::uint64_t seed) {
  if (count < 2 || count > rows) {
    throw Error(fmt::format("{} folds of {} rows", count, rows), "data.folds.count",
                fmt::format("choose a number from 2 to {}", rows));
  }
  const Rows order = shuffled(rows, classes, seed);
  std::vector<Fold> folds;
  for (std::int64_t fold = 0; fold < count; ++fold) {
    folds.push_back(divide(order, [&](std::int64_t place) { return place % count == fold; }));
  }
  return folds;
}

Fold hold_out(std::int64_t rows, const Rows& classes, double test, std::uint64_t seed) {
  const std::int64_t count = test >= 1.0
                                 ? std::llround(test)
                                 : std::max<std::int64_t>(1, std::llround(test * static_cast<double>(rows)));
  if (!(test > 0.0) || count >= rows) {
    throw Error(fmt::format("test takes {} of {} rows", test > 0.0 ? count : 0, rows), "data.test",
                "leave rows for training and at least one for the test");
  }
  // Whole steps of a line from (0, 0) to (rows, count): equal distances, and exactly `count` of them.
  const auto steps = [&](std::int64_t place) { return place * count / rows; };
  return divide(shuffled(rows, classes, seed),
                [&](std::int64_t place) { return steps(place + 1) > steps(place); });
}

std::vector<Fold> read_folds(const fs::path& folder, std::int64_t rows) {
  std::vector<Fold> folds;
  while (true) {
    const fs::path train = folder / fmt::format("index_train_{}.txt", folds.size());
    const fs::path test = folder / fmt::format("index_test_{}.txt", folds.size());
    std::error_code ignored;
    if (!folds.empty() && !fs::exists(train, ignored) && !fs::exists(test, ignored)) return folds;
    std::vector<char> part_of(static_cast<std::size_t>(rows), 0);
    Fold fold;
    fold.train = read_part(train, 1, part_of);
    fold.test = read_part(test, 2, part_of);
    folds.push_back(std::move(fold));
  }
}

}  // namespace bnn
