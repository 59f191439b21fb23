#pragma once

#include <string>

namespace bnn {

/// Everything that a configuration can say, in Markdown: the keys of experiments and comparisons with ranges,
/// defaults and help, every list of the catalog with titles, papers and options, and which of their things
/// combine. All of it is read from options and catalog; what combines is found by trying, as `bnn check`
/// does.
std::string reference_page();

}  // namespace bnn
