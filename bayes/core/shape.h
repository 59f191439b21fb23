#pragma once

#include <torch/types.h>

#include <string>

namespace bayes {

/// "[2, 3, 4]", as error messages and printed modules write sizes.
inline std::string shape_text(torch::IntArrayRef sizes) {
  std::string text = "[";
  for (std::size_t i = 0; i < sizes.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(sizes[i]);
  return text + "]";
}

}  // namespace bayes
