#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

namespace bnn {

/// Makes the standard streams harmless, to be called first in main:
///   - what came closed leads nowhere, so that no file that is opened later gets its number;
///   - writing to a pipe that nobody reads, or beyond a limit on the size of files, fails where it is
///     written, instead of ending the program by SIGPIPE or SIGXFSZ.
/// Programs that are started get both signals as they came (see `run_program`).
void prepare_standard_streams();

/// Writes text for people to standard error, as `terminal_text`. What cannot be written is lost: a message
/// that nobody can read changes no exit status.
void say(std::string_view text) noexcept;

/// Writes text for people to standard output, as `terminal_text`.
/// Throws `std::system_error` where it cannot be written.
void print(std::string_view text);
template <class... Arguments>
void print(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  print(std::string_view(fmt::format(format, std::forward<Arguments>(arguments)...)));
}

/// What was printed may still lie in a buffer: a full disk or a closed pipe shows here at the latest.
/// Throws `std::system_error`.
void flush_standard_output();

}  // namespace bnn
