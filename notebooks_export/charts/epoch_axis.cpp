#include "notebooks_export/charts/epoch_axis.h"

#include <algorithm>
#include <cstdint>

namespace report {

nlohmann::ordered_json epoch_axis(const std::vector<EpochRecord>& history) {
  const auto last = std::max_element(history.begin(), history.end(), [](const auto& a, const auto& b) {
                      return a.epoch < b.epoch;
                    })->epoch;
  return {
      {"field", "epoch"},
      {"type", "quantitative"},
      {"title", "Epoch"},
      // Only a number of ticks that whole epochs can serve keeps labels from coming twice.
      {"axis", {{"tickCount", std::clamp<std::int64_t>(last - 1, 1, 10)}, {"format", "d"}, {"grid", false}}},
      {"scale", {{"zero", false}, {"nice", false}}}};
}

nlohmann::ordered_json epoch_line() {
  return {
      {"type", "line"}, {"point", {{"filled", true}, {"size", 26}}}, {"strokeWidth", 1.8}, {"opacity", 0.85}};
}

}  // namespace report
