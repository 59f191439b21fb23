#pragma once

#include <set>
#include <string>

namespace bnn {

/// What `run`, `prune` and `compare` write into their folders, by the first part of the name.
const std::set<std::string>& run_files();

/// Whether a file holds figures that a run found: measured again, their last bits may be others.
bool holds_figures(const std::string& file);

}  // namespace bnn
