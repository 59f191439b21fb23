#include <bayes/kernels/noise.h>

#include <cmath>
#include <cstdio>
#include <vector>

// Uses one compiled function of the installed library: a missing header, object file or dependency shows here.
int main() {
  std::vector<float> noise(1000);
  bayes::kernels::fill_normal({/*key=*/1}, static_cast<std::int64_t>(noise.size()), noise.data());

  double sum_of_squares = 0.0;
  for (const float value : noise) sum_of_squares += static_cast<double>(value) * value;
  const double variance = sum_of_squares / static_cast<double>(noise.size());
  std::printf("variance of 1000 draws: %.3f\n", variance);
  return std::abs(variance - 1.0) < 0.25 ? 0 : 1;  // 5 standard errors of sqrt(2 / 1000)
}
