#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace bnn {

/// What was probably meant by words that the parser refused: the nearest command or option to the first one
/// that is not known where it stands, as "did you mean `run`?". Empty where nothing is near.
///   words  of the command line, without the program's own name
std::string suggestion(const CLI::App& program, const std::vector<std::string>& words);

}  // namespace bnn
