#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bnn {

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`, counted in bytes.
/// Source: Damerau 1964, in the restricted form (no stretch of text is edited twice).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The name that was probably meant: of all `names` within max(1, length of `typed` / 3) edits the nearest,
/// and of several such the first. Empty where there is none.
std::optional<std::string> nearest_name(std::string_view typed, const std::vector<std::string>& names);

/// "did you mean `priors`?"
std::string question(const std::string& name);

/// How an unknown name is answered: "did you mean `priors`? Known here: methods, priors", or "choose one of
/// methods, priors" where none is near.
std::string known_names(const std::string& typed, const std::vector<std::string>& known);

}  // namespace bnn
