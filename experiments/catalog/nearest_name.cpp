#include "experiments/catalog/nearest_name.h"

#include <algorithm>

namespace bnn {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // Rows of the usual table: distances of a's first i - 2, i - 1 and i letters to each beginning of b.
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before_last, last);
    std::swap(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

std::optional<std::string> nearest_name(std::string_view typed, const std::vector<std::string>& names) {
  const std::size_t most = std::max<std::size_t>(1, typed.size() / 3);
  std::optional<std::string> nearest;
  std::size_t smallest = most + 1;
  for (const std::string& name : names) {
    // Lengths alone rule out most pairs, and make a key of a million letters cheap.
    const std::size_t longer = std::max(typed.size(), name.size());
    if (longer - std::min(typed.size(), name.size()) >= smallest) continue;
    const std::size_t distance = edit_distance(typed, name);
    if (distance >= smallest) continue;
    smallest = distance;
    nearest = name;
  }
  return nearest;
}

std::string question(const std::string& name) { return "did you mean `" + name + "`?"; }

std::string known_names(const std::string& typed, const std::vector<std::string>& known) {
  std::string listed;
  for (const auto& name : known) listed += (listed.empty() ? "" : ", ") + name;
  const auto found = nearest_name(typed, known);
  return found ? question(*found) + " Known here: " + listed : "choose one of " + listed;
}

}  // namespace bnn
