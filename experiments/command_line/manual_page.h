#pragma once

#include <string>

#include "experiments/command_line/command_words.h"

namespace bnn {

/// The manual page of a program and its commands, section 1, in the man macros of roff.
std::string manual_page(const CommandWords& program, const std::string& version);

}  // namespace bnn
