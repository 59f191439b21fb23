#include "experiments/command_line/command_words.h"

#include <CLI/CLI.hpp>

namespace bnn {
namespace {

OptionWords words_of(const CLI::Option& option) {
  OptionWords words;
  words.help = option.get_description();
  words.required = option.get_required();
  words.many = option.get_items_expected_max() > 1;
  if (option.get_positional()) words.names.push_back(option.get_name(/*positional=*/true));
  for (const auto& name : option.get_snames()) words.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) words.names.push_back("--" + name);
  // Behind a colon stands what the value is checked for.
  const auto type = option.get_type_name();
  if (option.get_type_size_max() > 0) words.placeholder = type.substr(0, type.find(':'));
  return words;
}

CommandWords describe_below(const CLI::App& app, const std::string& prefix) {
  CommandWords words;
  words.path = prefix + app.get_name();
  words.name = app.get_name();
  words.summary = app.get_description();
  words.footer = app.get_footer();
  for (const auto* option : app.get_options()) {
    (option->get_positional() ? words.positions : words.options).push_back(words_of(*option));
  }
  const std::function<bool(const CLI::App*)> all = [](const CLI::App*) { return true; };
  for (const auto* command : app.get_subcommands(all)) {
    words.commands.push_back(describe_below(*command, words.path + " "));
  }
  return words;
}

}  // namespace

CommandWords command_words(const CLI::App& app) { return describe_below(app, ""); }

std::vector<CommandWords> with_all_below(const CommandWords& command) {
  std::vector<CommandWords> all{command};
  for (const auto& below : command.commands) {
    const auto more = with_all_below(below);
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

}  // namespace bnn
