#pragma once

#include <string>
#include <vector>

namespace bnn {

/// One thing that decides how fast runs are here, or whether they start.
struct Finding {
  std::string subject;
  std::string text;
  std::string remedy;  ///< what to do about it; empty where all is well
};

/// Looks at this machine and measures for a few seconds; changes nothing.
std::vector<Finding> diagnose();

}  // namespace bnn
