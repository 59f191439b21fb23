#include <fmt/format.h>

#include "experiments/command_line/completion_script.h"
#include "experiments/files/shell_word.h"

namespace bnn {
namespace {

// In specifications of _arguments and _describe: "[" and "]" enclose help, ":" parts.
std::string without_marks(const std::string& text) {
  std::string plain;
  for (const char letter : text) {
    if (letter == '[' || letter == ']' || letter == ':') plain += '\\';
    plain += letter == '\n' ? ' ' : letter;
  }
  return plain;
}

std::string value_of(const OptionWords& option) {
  return option.placeholder.empty() ? ""
                                    : fmt::format(":{}: _bnn_what {}", without_marks(option.placeholder),
                                                  without_marks(option.placeholder));
}

std::string argument_words(const CommandWords& command) {
  std::string specifications;
  for (const auto& option : command.options) {
    const std::string exclusive = "(" + joined(option.names) + ")";
    for (const auto& name : option.names) {
      specifications += " \\\n        " + shell_word(exclusive + name + "[" + without_marks(option.help) +
                                                     "]" + value_of(option));
    }
  }
  for (std::size_t i = 0; i < command.positions.size(); ++i) {
    const auto& position = command.positions[i];
    specifications +=
        " \\\n        " + shell_word((position.many ? "*" : fmt::format("{}", i + 1)) + value_of(position));
  }
  return specifications;
}

std::string function_name(const std::string& path) {
  std::string name = "_" + path;
  for (char& letter : name) letter = letter == ' ' ? '_' : letter;
  return name;
}

std::string function_of(const CommandWords& command) {
  std::string body = fmt::format("{}() {{\n", function_name(command.path));
  if (command.commands.empty()) {
    return body + "  _arguments" + argument_words(command) + "\n}\n";
  }
  std::string described, cases;
  for (const auto& below : command.commands) {
    described += "\n    " + shell_word(without_marks(below.name) + ":" + without_marks(below.summary));
    cases += fmt::format("        {}) {} ;;\n", below.name, function_name(below.path));
  }
  return body + fmt::format(
                    "  local curcontext=$curcontext state line\n"
                    "  local -a commands=({}\n  )\n"
                    "  _arguments -C{} \\\n        '1: :->command' '*:: :->words'\n"
                    "  case $state in\n"
                    "    command) _describe command commands ;;\n"
                    "    words)\n"
                    "      case $words[1] in\n{}      esac ;;\n"
                    "  esac\n}}\n",
                    described, argument_words(command), cases);
}

std::string candidates_in_zsh(const Placeholder& known) {
  switch (known.form) {
    case Placeholder::Form::kFolder:
      return "_files -/";
    case Placeholder::Form::kFile:
      if (known.ending.empty()) return "_files";
      return fmt::format("_files -g '*{0}'; [[ $PREFIX == */* ]] || compadd -f -- configs/*{0}(N)",
                         known.ending);
    case Placeholder::Form::kWords:
      break;
  }
  std::string words, open;
  for (const auto& word : known.words) (word.back() == '=' ? open : words) += " " + shell_word(word);
  return (open.empty() ? "" : "compadd -S '' --" + open + "; ") + "compadd --" + words;
}

}  // namespace

std::string zsh_completion(const CommandWords& program, const std::vector<Placeholder>& known) {
  std::string script = "#compdef bnn\n# zsh completion of bnn, written by `bnn completion zsh`\n";
  for (const auto& command : with_all_below(program)) script += function_of(command);
  script += "_bnn_what() {\n  case $1 in\n";
  for (const auto& placeholder : known) {
    script += fmt::format("    {}) {} ;;\n", shell_word(placeholder.name), candidates_in_zsh(placeholder));
  }
  // In a folder of $fpath the file is the function's body; elsewhere it is read by `source`.
  return script +
         "  esac\n}\n"
         "if [[ $funcstack[1] == _bnn ]]; then _bnn \"$@\"; else compdef _bnn bnn; fi\n";
}

}  // namespace bnn
