#include "notebooks_export/records/pruning_choice.h"

namespace report {

std::optional<PruningPoint> chosen_pruning(const std::vector<PruningPoint>& points) {
  std::optional<PruningPoint> last;
  for (const PruningPoint& point : points) {
    if (!(point.validation_accuracy >= points.front().validation_accuracy - kBearableLoss)) break;
    last = point;
  }
  return last;
}

}  // namespace report
