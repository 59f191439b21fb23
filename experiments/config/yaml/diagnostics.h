#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/config/yaml/source_text.h"

namespace bnn {

/// One error in a configuration, for the person who wrote it.
struct Diagnostic {
  std::string what;  ///< what is wrong: "unknown key `learning_rte` in `training.optimizer`"
  SourceSpan span;   ///< where it stands; is underlined
  std::string hint;  ///< what was expected or meant, beside the underline; may be empty
  std::string note;  ///< a line below ("known here: name, betas"); may be empty
};

/// `text` between backquotes, on one line: control characters replaced, at most 60 characters of it.
std::string quoted(std::string_view text);

/// Collects errors, so that all of them are reported at once:
///
///     error: unknown key `learning_rte` in `training.optimizer`
///       --> configs/mnist.yaml:14:7
///        |
///     14 |       learning_rte: 1.0e-3
///        |       ^^^^^^^^^^^^ did you mean `learning_rate`?
///        = known here: name, learning_rate, betas, weight_decay
///
///     (1 error; nothing was started)
class Diagnostics {
 public:
  /// Keeps the first 100; what comes after them is only known to be there.
  void add(Diagnostic diagnostic);

  bool empty() const { return kept_.empty(); }
  /// Whether nothing more will be kept, so that looking for further errors is of no use.
  bool full() const { return kept_.size() >= kMost; }

  /// All errors in the order in which a reader meets them: file by file, line by line. Empty where there are
  /// none.
  std::string text() const;

  /// Throws a `bayes::Error` of kind usage whose problem is `text()` (it starts with "error: ", its `where`
  /// and `fix` are empty) where there is an error.
  void throw_if_any() const;

 private:
  static constexpr std::size_t kMost = 100;

  std::vector<Diagnostic> kept_;
  bool more_ = false;
};

/// Throws this one error.
[[noreturn]] void fail(Diagnostic diagnostic);

}  // namespace bnn
