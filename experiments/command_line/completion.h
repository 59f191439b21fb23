#pragma once

#include <string>
#include <vector>

#include "experiments/command_line/command_words.h"
#include "experiments/command_line/placeholder.h"

namespace bnn {

/// What may stand where the cursor is.
struct Candidate {
  /// The whole word, which goes on where it ends with "="; or "@folders", "@files", "@files .yaml" where the
  /// shell is to list these.
  std::string word;
  std::string help;  ///< may be empty
};

/// What may stand for the last of `words`, which may be empty: commands, options, what stands behind them.
///   program  its words, as `command_words` gives them
///   known    what placeholders stand for; nothing is offered for others
///   words    of the command line up to the cursor, without the program. Where a shell breaks them at "="
///            (bash does), the parts are put together again.
std::vector<Candidate> completions(const CommandWords& program, const std::vector<Placeholder>& known,
                                   std::vector<std::string> words);

/// The first word by which a shell asks for completions: "bnn __complete run conf".
constexpr const char* kComplete = "__complete";

/// The script by which a shell asks. Throws `bayes::Error` where there is none for it.
std::string completion_script(const std::string& shell);

}  // namespace bnn
