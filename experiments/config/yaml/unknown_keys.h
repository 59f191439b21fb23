#pragma once

#include <deque>
#include <string>
#include <vector>

#include "experiments/config/yaml/config_node.h"
#include "experiments/config/yaml/diagnostics.h"

namespace bnn {

/// A mapping that options were read from, and the keys that they asked for.
struct VisitedSection {
  std::string path;                  ///< "training.optimizer"; empty at the top
  const ConfigNode* node = nullptr;  ///< nullptr where the file does not have the section
  std::vector<std::string> known;    ///< in the order of the fields
  bool name_is_wrong = false;        ///< what else belongs here is not known
};

/// Reports each key of the sections that none of their fields asked for, with the name that was probably
/// meant: the nearest in the same section, else one of another section and where that belongs. A name that is
/// spelt right elsewhere comes before one that is two or more edits away here.
void report_unknown_keys(const std::deque<VisitedSection>& sections, Diagnostics& diagnostics);

}  // namespace bnn
