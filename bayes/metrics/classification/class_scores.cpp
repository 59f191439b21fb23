#include "bayes/metrics/classification/class_scores.h"

#include "bayes/core/error.h"

namespace bayes {

std::vector<ClassScore> class_scores(const torch::Tensor& confusion) {
  if (!confusion.defined() || confusion.dim() != 2 || confusion.size(0) != confusion.size(1) ||
      confusion.scalar_type() != torch::kInt64) {
    throw Error("confusion is not a square matrix of int64", "class scores",
                "give what confusion_matrix returns");
  }
  std::vector<ClassScore> scores;
  for (std::int64_t c = 0; c < confusion.size(0); ++c) {
    const auto hits = confusion[c][c].item<double>();
    const auto of_class = confusion[c].sum().item<double>();
    const auto taken = confusion.select(/*dim=*/1, c).sum().item<double>();
    // 0 / 0 is the NaN of what is not defined.
    scores.push_back({hits / taken, hits / of_class, 2.0 * hits / (taken + of_class),
                      static_cast<std::int64_t>(of_class)});
  }
  return scores;
}

}  // namespace bayes
