#pragma once

#include <string>
#include <vector>

#include "experiments/command_line/command_words.h"
#include "experiments/command_line/placeholder.h"

namespace bnn {

/// A script that completes commands, options and what stands behind them; it never starts the program.
///   program  its words, as `command_words` gives them
///   known    what placeholders stand for; nothing is offered for others
std::string bash_completion(const CommandWords& program, const std::vector<Placeholder>& known);
std::string zsh_completion(const CommandWords& program, const std::vector<Placeholder>& known);
std::string fish_completion(const CommandWords& program, const std::vector<Placeholder>& known);

/// The texts with a blank between them.
std::string joined(const std::vector<std::string>& texts);

}  // namespace bnn
