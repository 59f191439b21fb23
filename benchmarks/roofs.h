#pragma once

#include <cstdint>

namespace benchmarks {

// What no kernel can exceed, measured on the calling thread by the best instruction set that kernels may use
// here.

/// FLOP per second of multiply-adds on values that stay in registers, 2 each; fused where the processor can.
double multiply_add_speed(double seconds);

/// Bytes per second of a[i] = b[i] + 3 c[i] over arrays that take `bytes` together; what is read and written
/// counts, 12 bytes an element. Source: McCalpin 1995 (STREAM, triad).
double triad_speed(std::int64_t bytes, double seconds);

}  // namespace benchmarks
