#include "experiments/pictures/ink_specks.h"

#include <algorithm>

namespace bnn {
namespace {

struct Patch {
  std::vector<std::size_t> places;
  double sum = 0.0;
};

// The patch that holds `start`; what it covers is marked as seen.
Patch patch_at(const Plane& ink, std::size_t start, std::vector<bool>& seen) {
  Patch patch{{start}, 0.0};
  seen[start] = true;
  for (std::size_t next = 0; next < patch.places.size(); ++next) {
    const auto place = static_cast<std::int64_t>(patch.places[next]);
    patch.sum += ink.values[patch.places[next]];
    const auto y = place / ink.width, x = place % ink.width;
    for (auto ny = std::max<std::int64_t>(0, y - 1); ny <= std::min(ink.height - 1, y + 1); ++ny) {
      for (auto nx = std::max<std::int64_t>(0, x - 1); nx <= std::min(ink.width - 1, x + 1); ++nx) {
        const auto neighbour = static_cast<std::size_t>(ny * ink.width + nx);
        if (seen[neighbour] || ink.values[neighbour] <= 0.0) continue;
        seen[neighbour] = true;
        patch.places.push_back(neighbour);
      }
    }
  }
  return patch;
}

}  // namespace

void remove_specks(Plane& ink, double share) {
  std::vector<bool> seen(ink.values.size(), false);
  std::vector<Patch> patches;
  double largest = 0.0;
  for (std::size_t place = 0; place < ink.values.size(); ++place) {
    if (seen[place] || ink.values[place] <= 0.0) continue;
    patches.push_back(patch_at(ink, place, seen));
    largest = std::max(largest, patches.back().sum);
  }
  for (const auto& patch : patches) {
    if (patch.sum >= share * largest) continue;
    for (const auto place : patch.places) ink.values[place] = 0.0;
  }
}

}  // namespace bnn
