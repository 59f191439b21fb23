#pragma once

#include <string>

namespace bnn {

/// A text of the user's as the name of one folder: letters, digits, blanks, - and _ stay, as does a dot
/// between digits; the rest becomes _. So it is never empty, hidden, a way up, or the name of a report beside
/// it. Of long ones the first 100 bytes, whole characters.
std::string folder_name(const std::string& text);

}  // namespace bnn
