#include "experiments/command_line/suggestion.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <optional>

#include "experiments/catalog/nearest_name.h"
#include "experiments/command_line/command_words.h"

namespace bnn {
namespace {

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::optional<std::string> nearest(const std::string& typed, const std::vector<std::string>& names) {
  if (holds(names, typed)) return std::nullopt;
  return nearest_name(typed, names);
}

std::vector<std::string> long_options(const CommandWords& command) {
  std::vector<std::string> names;
  for (const auto& option : command.options) {
    for (const auto& name : option.names) {
      if (name.rfind("--", 0) == 0) names.push_back(name);
    }
  }
  return names;
}

const CommandWords* find_command(const CommandWords& command, const std::string& name) {
  for (const auto& below : command.commands) {
    if (below.name == name) return &below;
  }
  return nullptr;
}

std::vector<std::string> names_below(const CommandWords& command) {
  std::vector<std::string> names;
  for (const auto& below : command.commands) names.push_back(below.name);
  return names;
}

}  // namespace

std::string suggestion(const CLI::App& program, const std::vector<std::string>& words) {
  const CommandWords all = command_words(program);
  const CommandWords* command = &all;
  for (const auto& word : words) {
    if (word == "--") break;  // words by position follow, whatever they look like
    if (word.rfind("--", 0) == 0) {
      // Dashes do not count: one would suffice to make "--no" near to "--to".
      std::vector<std::string> names;
      for (const auto& name : long_options(*command)) names.push_back(name.substr(2));
      if (const auto found = nearest(word.substr(2, word.find('=') - 2), names))
        return question("--" + *found);
    } else if (const auto* below = find_command(*command, word); below != nullptr) {
      command = below;
    } else if (!command->commands.empty() && word.rfind('-', 0) != 0) {
      const auto found = nearest(word, names_below(*command));
      return found ? question(command->path + " " + *found) : "";
    }
  }
  return "";
}

}  // namespace bnn
