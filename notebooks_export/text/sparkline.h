#pragma once

#include <string>
#include <vector>

namespace report {

/// A chart of one line for a terminal: eight heights of block between the smallest value and the largest;
/// values that are not finite are gaps. More values than `width` are averaged in equal parts.
std::string sparkline(const std::vector<double>& values, std::size_t width = 60);

}  // namespace report
