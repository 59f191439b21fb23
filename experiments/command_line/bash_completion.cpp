#include <fmt/format.h>

#include "experiments/command_line/completion_script.h"
#include "experiments/files/shell_word.h"

namespace bnn {
namespace {

// Words are walked through up to the cursor: they lead to the command, skip what stands behind options, and
// count positions. `what` is then the placeholder at the cursor, or "options" or "commands".
//
// Bash breaks words at "=": the value of a setting is a word by itself, and its key stands before it.
const char kWalk[] = R"(# bash completion of bnn, written by `bnn completion bash`
_bnn() {
  local cur=${COMP_WORDS[COMP_CWORD]} command=bnn what= position=0 words= i word
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ -n $what ]]; then what=; continue; fi
    case "$command $word" in
@walk@      *' -'*) ;;
      *) position=$((position + 1)) ;;
    esac
  done
  if [[ -z $what && $cur == -* ]]; then
    what=options
  elif [[ -z $what ]]; then
    case "$command $position" in
@positions@    esac
  fi
  local before=${COMP_WORDS[COMP_CWORD - 1]} key=
  if [[ $cur == '=' ]]; then key=$before cur=; elif [[ $before == '=' ]]; then key=${COMP_WORDS[COMP_CWORD - 2]}; fi
  if [[ -n $key ]]; then
    case $key in
@values@      *) return ;;
    esac
  else
    case "$what $command" in
@candidates@      *) return ;;
    esac
  fi
  mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -W "$words" -- "$cur")
  if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2> /dev/null; fi
}
_bnn_files() {
  mapfile -t COMPREPLY < <(compgen -d -- "$cur"; compgen -f -X "$1" -- "$cur")
  compopt -o filenames 2> /dev/null
}
_bnn_folders() {
  mapfile -t COMPREPLY < <(compgen -d -- "$cur")
  compopt -o filenames 2> /dev/null
}
complete -F _bnn bnn
)";

void replace(std::string& text, const std::string& mark, const std::string& by) {
  text.replace(text.find(mark), mark.size(), by);
}

std::string case_of(const std::string& pattern, const std::string& action) {
  return fmt::format("      {}) {} ;;\n", pattern, action);
}

// What is done to get from one word to the next.
std::string walk_of(const CommandWords& command) {
  std::string cases;
  for (const auto& below : command.commands) {
    cases += case_of(shell_word(below.path), "command=" + shell_word(below.path));
  }
  for (const auto& option : command.options) {
    if (option.placeholder.empty()) continue;
    std::string pattern;
    for (const auto& name : option.names)
      pattern += (pattern.empty() ? "" : " | ") + shell_word(command.path + " " + name);
    cases += case_of(pattern, "what=" + shell_word(option.placeholder));
  }
  return cases;
}

std::string positions_of(const CommandWords& command) {
  std::string cases;
  for (std::size_t i = 0; i < command.positions.size(); ++i) {
    const auto& position = command.positions[i];
    // One that takes many is the last.
    cases += case_of(position.many ? shell_word(command.path + " ") + "*"
                                   : shell_word(fmt::format("{} {}", command.path, i)),
                     "what=" + shell_word(position.placeholder));
  }
  if (!command.commands.empty()) cases += case_of(shell_word(command.path + " 0"), "what=commands");
  return cases;
}

std::string own_words(const CommandWords& command) {
  std::vector<std::string> options, commands;
  for (const auto& option : command.options)
    options.insert(options.end(), option.names.begin(), option.names.end());
  for (const auto& below : command.commands) commands.push_back(below.name);
  return case_of(shell_word("options " + command.path), "words=" + shell_word(joined(options))) +
         (commands.empty()
              ? ""
              : case_of(shell_word("commands " + command.path), "words=" + shell_word(joined(commands))));
}

std::string candidates_of(const Placeholder& known) {
  const auto pattern = shell_word(known.name + " ") + "*";
  if (known.form == Placeholder::Form::kFolder) return case_of(pattern, "_bnn_folders");
  if (known.form == Placeholder::Form::kFile) {
    const std::string filter = known.ending.empty() ? "" : "!*" + known.ending;
    std::string action = "_bnn_files " + shell_word(filter);
    // Those that are shipped, too, wherever they stand below this folder.
    if (!known.ending.empty()) action += "; words=$(compgen -G 'configs/*" + known.ending + "')";
    return case_of(pattern, action);
  }
  std::vector<std::string> words;
  for (const auto& word : known.words) {
    const bool is_value = word.find('=') < word.size() - 1;  // offered behind its key
    if (!is_value) words.push_back(word);
  }
  return case_of(pattern, "words=" + shell_word(joined(words)));
}

// The values of settings that are names.
std::string values_of(const Placeholder& known) {
  std::string cases, key, values;
  const auto finish = [&] {
    if (!values.empty()) cases += case_of(shell_word(key), "words=" + shell_word(values));
    values.clear();
  };
  for (const auto& word : known.words) {
    const auto sign = word.find('=');
    if (sign >= word.size() - 1) continue;
    if (word.substr(0, sign) != key) finish();
    key = word.substr(0, sign);
    values += (values.empty() ? "" : " ") + word.substr(sign + 1);
  }
  finish();
  return cases;
}

}  // namespace

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : " ") + text;
  return all;
}

std::string bash_completion(const CommandWords& program, const std::vector<Placeholder>& known) {
  std::string walk, positions, candidates, values;
  for (const auto& command : with_all_below(program)) {
    walk += walk_of(command);
    positions += positions_of(command);
    candidates += own_words(command);
  }
  for (const auto& placeholder : known) {
    candidates += candidates_of(placeholder);
    values += values_of(placeholder);
  }
  std::string script = kWalk;
  replace(script, "@walk@", walk);
  replace(script, "@positions@", positions);
  replace(script, "@values@", values);
  replace(script, "@candidates@", candidates);
  return script;
}

}  // namespace bnn
