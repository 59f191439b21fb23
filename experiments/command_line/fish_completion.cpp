#include <fmt/format.h>

#include "experiments/command_line/completion_script.h"

namespace bnn {
namespace {

// In single quotes fish takes \' and \\ for ' and \.
std::string fish_quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char letter : text) {
    if (letter == '\'' || letter == '\\') quoted += '\\';
    quoted += letter == '\n' ? ' ' : letter;
  }
  return quoted + "'";
}

const char kFishHead[] =
    R"(# fish completion of bnn, written by `bnn completion fish`
# Whether the words before the cursor, without options, begin with these.
function __bnn_at
    set -l words (string match -v -- '-*' (commandline -opc)[2..-1])
    test (count $words) -ge (count $argv); or return 1
    for i in (seq (count $argv))
        test "$words[$i]" = "$argv[$i]"; or return 1
    end
end
# Whether they are these and no more.
function __bnn_ends_at
    __bnn_at $argv; and test (count (string match -v -- '-*' (commandline -opc)[2..-1])) -eq (count $argv)
end
)";

// "bnn data fetch" -> "data fetch"; "" for the program.
std::string words_behind_program(const CommandWords& command) {
  const auto blank = command.path.find(' ');
  return blank == std::string::npos ? "" : command.path.substr(blank + 1);
}

std::string candidates_in_fish(const Placeholder& known) {
  switch (known.form) {
    case Placeholder::Form::kFolder:
      return "__fish_complete_directories (commandline -ct) ''";
    case Placeholder::Form::kFile:
      if (known.ending.empty()) return "__fish_complete_path (commandline -ct)";
      return fmt::format("__fish_complete_suffix {0}; string match -- '*{0}' configs/*", known.ending);
    case Placeholder::Form::kWords:
      break;
  }
  std::string words;
  for (const auto& word : known.words) words += " " + fish_quoted(word);
  return "printf '%s\\n'" + words;
}

std::string completions_of(const CommandWords& command) {
  const auto words = words_behind_program(command);
  const auto at = fish_quoted((command.commands.empty() ? "__bnn_at " : "__bnn_ends_at ") + words);
  std::string lines;
  for (const auto& below : command.commands) {
    lines += fmt::format("complete -c bnn -n {} -a {} -d {}\n", at, below.name, fish_quoted(below.summary));
  }
  for (const auto& option : command.options) {
    lines += "complete -c bnn -n " + at;
    for (const auto& name : option.names)
      lines += name.rfind("--", 0) == 0 ? " -l " + name.substr(2) : " -s " + name.substr(1);
    if (!option.placeholder.empty()) lines += " -x -a '(__bnn_what " + option.placeholder + ")'";
    lines += " -d " + fish_quoted(option.help) + "\n";
  }
  for (const auto& position : command.positions) {
    lines += fmt::format("complete -c bnn -n {} -a '(__bnn_what {})'\n", at, position.placeholder);
  }
  return lines;
}

}  // namespace

std::string fish_completion(const CommandWords& program, const std::vector<Placeholder>& known) {
  std::string script = kFishHead;
  script += "function __bnn_what\n    switch $argv[1]\n";
  for (const auto& placeholder : known) {
    script += fmt::format("        case {}\n            {}\n", fish_quoted(placeholder.name),
                          candidates_in_fish(placeholder));
  }
  script += "    end\nend\ncomplete -c bnn -f\n";
  for (const auto& command : with_all_below(program)) script += completions_of(command);
  return script;
}

}  // namespace bnn
