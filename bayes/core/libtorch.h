#pragma once

#include <torch/types.h>
#include <torch/version.h>

#include <optional>
#include <variant>

namespace bayes {

// What differs between the versions of LibTorch that this library is built with, 1.13 to 2.x. Every other
// file is the same for all of them.

/// LibTorch's own optional and variant became the standard library's.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
template <class Value>
using Optional = std::optional<Value>;
inline constexpr auto kNullopt = std::nullopt;
#else
template <class Value>
using Optional = c10::optional<Value>;
inline constexpr auto kNullopt = c10::nullopt;
#endif

/// The alternative of this type that a variant holds; nullptr where it holds another.
template <class Alternative, class Variant>
const Alternative* alternative(const Variant& variant) {
  using std::get_if;  // by its argument's namespace the compiler finds LibTorch's where there is one
  return get_if<Alternative>(&variant);
}

}  // namespace bayes
