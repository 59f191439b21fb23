#pragma once

#include <string>

namespace bayes {

/// Which values of a metric are good.
enum class Better { kLower, kHigher, kNeither };

/// What a metric is measured in, and by that how it is written.
enum class Unit {
  kPlain,  ///< a number without a unit
  kShare,  ///< a share in [0, 1], or a gap between two: written in percent
  kNats,   ///< natural units of information
  kTarget  ///< the unit of the target
};

/// What a metric is, apart from its value: what whoever writes it down has to know. No LibTorch, so that
/// reports take it as it is.
struct MetricInfo {
  std::string key;    ///< in metrics.json: "ece"
  std::string title;  ///< for people: "Expected calibration error"
  Better better = Better::kLower;
  Unit unit = Unit::kPlain;
  std::string short_title = {};  ///< where there is little room: "ECE"; empty where `title` is short enough
  std::string reference = {};    ///< paper
};

}  // namespace bayes
