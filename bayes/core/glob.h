#pragma once

#include <string_view>

namespace bayes {

/// Whether the whole of `text` is of the form `pattern`, in which `*` stands for any characters or none, and
/// `?` for any one; every other character stands for itself.
bool matches_glob(std::string_view pattern, std::string_view text);

}  // namespace bayes
