#pragma once

#include <type_traits>
#include <utility>

namespace bayes {

/// What a convolution's options take as the size of its kernel: one number, or one for each dimension.
template <class Options>
using KernelSize = std::decay_t<decltype(std::declval<const Options&>().kernel_size())>;

}  // namespace bayes
