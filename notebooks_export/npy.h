#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace report {

/// A row-major array as a NumPy file, format 1.0: magic, version, a header padded with spaces to a multiple
/// of 64 bytes, then the values little-endian. Throws `bayes::Error` where the product of `shape` is not the
/// number of values. Source: NEP 1, "A simple file format for NumPy arrays".
std::string npy_bytes(const std::vector<std::int64_t>& values, const std::vector<std::int64_t>& shape);
std::string npy_bytes(const std::vector<double>& values, const std::vector<std::int64_t>& shape);
std::string npy_bytes(const std::vector<float>& values, const std::vector<std::int64_t>& shape);

}  // namespace report
