// Included once per instruction set; see philox_loops.h.
#pragma once

#include "bayes/kernels/vector_loops.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

// Winograd's transforms at the six points 0, 1, -1, 2, -2 and infinity, of one axis; for each of them there
// is its adjoint. `step` is that between the values, which are vectors.

constexpr std::int64_t kPoints = 6;

/// Values of the polynomial with N coefficients at the points, the last coefficient being that at infinity:
/// A of an output with N pixels, and the kernel's G but for `kPointScale`.
template <std::int64_t N>
struct Evaluate {
  static constexpr std::int64_t kFrom = N, kTo = kPoints;
  static void apply(const Vector* c, Vector* at) {
    Vector even = c[0], odd = c[1], even_of_2 = c[0], odd_of_2 = c[1];
    const Vector two = broadcast(2.0f), four = broadcast(4.0f);
    if constexpr (N > 2) even += c[2], even_of_2 = multiply_add(four, c[2], even_of_2);
    if constexpr (N > 3) odd += c[3], odd_of_2 = multiply_add(four, c[3], odd_of_2);
    if constexpr (N > 4) even += c[4], even_of_2 = multiply_add(broadcast(16.0f), c[4], even_of_2);
    at[0] = c[0];
    at[1] = even + odd;
    at[2] = even - odd;
    at[3] = multiply_add(two, odd_of_2, even_of_2);
    at[4] = multiply_add(-two, odd_of_2, even_of_2);
    at[5] = c[N - 1];
  }
};

/// The adjoint: coefficient i is the sum over the points of value * point^i.
template <std::int64_t N>
struct Gather {
  static constexpr std::int64_t kFrom = kPoints, kTo = N;
  static void apply(const Vector* at, Vector* c) {
    const Vector even = at[1] + at[2], odd = at[1] - at[2];
    const Vector even_of_2 = at[3] + at[4], odd_of_2 = at[3] - at[4];
    c[0] = at[0] + even + even_of_2;
    c[1] = multiply_add(broadcast(2.0f), odd_of_2, odd);
    if constexpr (N > 2) c[2] = multiply_add(broadcast(4.0f), even_of_2, even);
    if constexpr (N > 3) c[3] = multiply_add(broadcast(8.0f), odd_of_2, odd);
    if constexpr (N > 4) c[4] = multiply_add(broadcast(16.0f), even_of_2, even);
    c[N - 1] += at[5];
  }
};

/// B^T: six pixels of the input as what the kernel's values at the points are multiplied by.
struct Input {
  static constexpr std::int64_t kFrom = kPoints, kTo = kPoints;
  static void apply(const Vector* d, Vector* at) {
    const Vector two = broadcast(2.0f), four = broadcast(4.0f), five = broadcast(5.0f);
    const Vector even = multiply_add(-four, d[2], d[4]), odd = multiply_add(-four, d[1], d[3]);
    const Vector even_of_2 = d[4] - d[2], odd_of_2 = d[3] - d[1];
    const Vector first = multiply_add(four, d[0], multiply_add(-five, d[2], d[4]));
    const Vector last = multiply_add(four, d[1], multiply_add(-five, d[3], d[5]));
    at[0] = first;
    at[1] = even + odd;
    at[2] = even - odd;
    at[3] = multiply_add(two, odd_of_2, even_of_2);
    at[4] = multiply_add(-two, odd_of_2, even_of_2);
    at[5] = last;
  }
};

/// Its adjoint B.
struct InputAdjoint {
  static constexpr std::int64_t kFrom = kPoints, kTo = kPoints;
  static void apply(const Vector* at, Vector* d) {
    const Vector two = broadcast(2.0f), four = broadcast(4.0f), five = broadcast(5.0f);
    const Vector even = at[1] + at[2], odd = at[1] - at[2];
    const Vector even_of_2 = at[3] + at[4], odd_of_2 = at[3] - at[4];
    const Vector first = at[0], last = at[5];
    d[0] = four * first;
    d[1] = multiply_add(four, last - odd, -two * odd_of_2);
    d[2] = multiply_add(-five, first, multiply_add(-four, even, -even_of_2));
    d[3] = multiply_add(-five, last, multiply_add(two, odd_of_2, odd));
    d[4] = first + even + even_of_2;
    d[5] = last;
  }
};

}  // namespace bayes::kernels::BAYES_KERNEL_SET
