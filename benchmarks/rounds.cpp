#include "benchmarks/rounds.h"

#include <algorithm>

namespace benchmarks {

bool StepClock::goes_on() {
  const auto now = Clock::now();
  if (++steps_ <= 0) began_ = now;
  elapsed_ = std::chrono::duration<double>(now - began_).count();
  return steps_ < 1 || elapsed_ < seconds_;
}

double StepClock::steps_per_second() const { return static_cast<double>(steps_) / elapsed_; }

nlohmann::ordered_json medians_over_rounds(const std::vector<Variant>& variants, int rounds) {
  std::vector<std::vector<double>> values(variants.size());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < variants.size(); ++i) values[i].push_back(variants[i].measure());
  }
  nlohmann::ordered_json medians;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    std::sort(values[i].begin(), values[i].end());
    const std::size_t middle = values[i].size() / 2;
    const bool odd = values[i].size() % 2 == 1;
    medians[variants[i].name] = odd ? values[i][middle] : (values[i][middle - 1] + values[i][middle]) / 2.0;
  }
  return medians;
}

double seconds_of(const std::function<void()>& work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

double seconds_per_call(const std::function<void()>& work, double seconds) {
  StepClock clock(seconds);
  do work();
  while (clock.goes_on());
  return 1.0 / clock.steps_per_second();
}

}  // namespace benchmarks
