#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace bnn {

/// An option of a command, or a word that it takes by position.
struct OptionWords {
  std::vector<std::string> names;  ///< {"-o", "--output"}; one, without dashes, for a position
  std::string placeholder;         ///< what stands behind it, as the help calls it: "DIR"; empty for a flag
  std::string help;
  bool required = false;
  bool many = false;  ///< takes more than one
};

/// A command of the program: what its help, its completion and its manual page say.
struct CommandWords {
  std::string path;     ///< "bnn data fetch"
  std::string name;     ///< "fetch"
  std::string summary;  ///< one line
  std::string footer;   ///< notes, and examples that start with two blanks
  std::vector<OptionWords> positions;
  std::vector<OptionWords> options;
  std::vector<CommandWords> commands;  ///< below it
};

/// Read from the parser itself, so that nothing is said twice.
CommandWords command_words(const CLI::App& app);

/// The command and all below it, each before those below.
std::vector<CommandWords> with_all_below(const CommandWords& command);

}  // namespace bnn
