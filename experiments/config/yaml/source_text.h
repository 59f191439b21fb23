#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace bnn {

/// The text that a configuration was read from, kept so that an error can show the line.
struct SourceText {
  std::string name;                ///< the path as the user gave it, or "command line"
  std::vector<std::string> lines;  ///< without their line ends
  bool is_command_line = false;    ///< one `key.path=value`: shown instead of a line number
};

/// A stretch of one line: where something stands.
struct SourceSpan {
  std::shared_ptr<const SourceText> source;  ///< never empty in what was read
  int line = 1;                              ///< from 1
  int column = 1;                            ///< from 1, in characters (not bytes)
  int length = 1;                            ///< characters; at least 1
};

/// What a configuration may have at most.
constexpr std::size_t kMostBytes = 1'000'000;

/// Splits `text` into lines and refuses what no configuration holds. A byte order mark is dropped.
/// A command line is one line. Throws `bayes::Error` (usage) where `text` has more than 1 MB, is not UTF-8,
/// or holds a control character other than tab and line end (NUL, a lone carriage return, an escape
/// sequence).
std::shared_ptr<const SourceText> make_source(const std::string& text, const std::string& name,
                                              bool is_command_line = false);

/// "configs/a.yaml:14:7", or "command line: training.epochs=ten".
std::string describe(const SourceSpan& span);

}  // namespace bnn
