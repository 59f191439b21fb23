#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace benchmarks {

/// Counts the steps of a loop until its time is over. The first steps, which make plans and fill caches, do
/// not count.
class StepClock {
 public:
  explicit StepClock(double seconds) : seconds_(seconds) {}
  /// To be called after each step; false where the time is over.
  bool goes_on();
  double steps_per_second() const;

 private:
  using Clock = std::chrono::steady_clock;
  double seconds_;
  std::int64_t steps_ = -3;
  Clock::time_point began_;
  double elapsed_ = 0.0;
};

/// One of the things that are compared; `measure` gives its speed or its time, whichever the program states.
struct Variant {
  std::string name;
  std::function<double()> measure;
};

/// Measures every variant once a round, so that what disturbs the machine disturbs all alike: name -> median.
nlohmann::ordered_json medians_over_rounds(const std::vector<Variant>& variants, int rounds);

/// How long it takes.
double seconds_of(const std::function<void()>& work);
/// How long one call takes, by as many as fill `seconds`.
double seconds_per_call(const std::function<void()>& work, double seconds);

}  // namespace benchmarks
