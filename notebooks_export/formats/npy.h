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

/// The values of such a file, as `npy_bytes` wrote it. Throws `bayes::Error` (kData) where it is another
/// format, holds other values or another number of them than its shape says.
std::vector<std::int64_t> npy_integers(const std::string& bytes);
std::vector<double> npy_doubles(const std::string& bytes);
std::vector<float> npy_floats(const std::string& bytes);
std::vector<std::int64_t> npy_shape(const std::string& bytes);

}  // namespace report
