#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace bnn {

/// Runs a program to its end, without a shell: arguments arrive as they are, whatever blanks or quotes they
/// have.
///   arguments  the program, looked up in $PATH, and what it is given
///   log        file that gets its output and its messages, which would otherwise disturb our own
/// Returns its exit status, 127 where there is no such program, 128 + n where signal n ended it.
/// Throws `bayes::Error` (kFailed) where no process can be started or `log` cannot be written.
int run_program(const std::vector<std::string>& arguments, const std::filesystem::path& log);

}  // namespace bnn
