#include "experiments/command_line/completion.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "bayes/core/error.h"
#include "experiments/catalog/nearest_name.h"

namespace bnn {
namespace {

bool starts_with(const std::string& text, const std::string& start) { return text.rfind(start, 0) == 0; }

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// "seed", "=", "1" are one word.
std::vector<std::string> put_together(const std::vector<std::string>& words) {
  std::vector<std::string> whole;
  bool goes_on = false;
  for (const auto& word : words) {
    const bool is_sign = word == "=" && !whole.empty();
    if (is_sign || goes_on) {
      whole.back() += word;
    } else {
      whole.push_back(word);
    }
    goes_on = is_sign;
  }
  return whole;
}

// Folders, and files with that ending; of those in "configs", too, wherever the word is still empty.
std::vector<Candidate> paths(const std::string& word, const Placeholder& known) {
  const auto slash = word.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : word.substr(0, slash + 1);
  std::vector<Candidate> found;
  const auto add = [&](const std::string& in, bool with_folders) {
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(in.empty() ? "." : in, none)) {
      const auto path = in + entry.path().filename().string();
      const bool is_folder = entry.is_directory(none);
      if (is_folder ? with_folders : known.form == Placeholder::Form::kFile && ends_with(path, known.ending))
        found.push_back({is_folder ? path + "/" : path, ""});
    }
  };
  add(folder, /*with_folders=*/true);
  if (folder.empty() && !known.ending.empty()) add("configs/", /*with_folders=*/false);
  return found;
}

std::vector<Candidate> stand_for(const std::string& placeholder, const std::string& word,
                                 const std::vector<Placeholder>& known) {
  std::vector<Candidate> found;
  for (const auto& each : known) {
    if (each.name != placeholder) continue;
    if (each.form != Placeholder::Form::kWords) return paths(word, each);
    const bool has_key = word.find('=') != std::string::npos;
    for (const auto& one : each.words) {
      const bool is_value = one.find('=') < one.size() - 1;  // offered behind its key
      if (is_value == has_key) found.push_back({one, ""});
    }
  }
  return found;
}

const OptionWords* option_called(const CommandWords& command, const std::string& name) {
  for (const auto& option : command.options) {
    if (std::find(option.names.begin(), option.names.end(), name) != option.names.end()) return &option;
  }
  return nullptr;
}

std::vector<Candidate> all_candidates(const CommandWords& program, const std::vector<Placeholder>& known,
                                      const std::vector<std::string>& words) {
  const auto* command = &program;
  std::size_t position = 0;
  std::string wanted;  // by the option before
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (!wanted.empty()) {
      wanted.clear();
    } else if (starts_with(words[i], "-")) {
      const auto* option = option_called(*command, words[i]);
      if (option != nullptr) wanted = option->placeholder;
    } else {
      const auto& below = command->commands;
      const auto next = std::find_if(below.begin(), below.end(),
                                     [&](const CommandWords& one) { return one.name == words[i]; });
      if (next != below.end()) {
        command = &*next;
        position = 0;
      } else {
        ++position;
      }
    }
  }
  const auto& word = words.back();
  if (!wanted.empty()) return stand_for(wanted, word, known);
  std::vector<Candidate> found;
  if (starts_with(word, "-")) {
    for (const auto& option : command->options) {
      for (const auto& name : option.names) found.push_back({name, option.help});
    }
    return found;
  }
  if (position == 0) {
    for (const auto& below : command->commands) found.push_back({below.name, below.summary});
  }
  const auto& positions = command->positions;
  if (positions.empty()) return found;
  if (position >= positions.size() && !positions.back().many) return found;
  const auto& place = positions[std::min(position, positions.size() - 1)];
  for (auto& one : stand_for(place.placeholder, word, known)) found.push_back(std::move(one));
  return found;
}

const char kBash[] = R"(# bash completion of bnn, written by `bnn completion bash`
_bnn() {
  COMPREPLY=()
  mapfile -t COMPREPLY < <(bnn __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2> /dev/null | cut -f 1)
  # Bash has words of its own on either side of "=".
  if [[ ${COMP_WORDS[COMP_CWORD]} == '=' || ${COMP_WORDS[COMP_CWORD - 1]} == '=' ]]; then
    COMPREPLY=("${COMPREPLY[@]#*=}")
  fi
  if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=/] ]]; then compopt -o nospace 2> /dev/null; fi
}
complete -F _bnn bnn
)";

const char kZsh[] = R"(#compdef bnn
# zsh completion of bnn, written by `bnn completion zsh`
_bnn() {
  local line word
  local -a ends goes_on ends_shown goes_on_shown
  for line in "${(@f)$(bnn __complete "${(@)words[2,CURRENT]}" 2> /dev/null)}"; do
    word=${line%%$'\t'*}
    [[ -n $word ]] || continue
    if [[ $word == *[=/] ]]; then
      goes_on+=("$word") goes_on_shown+=("${line/$'\t'/  -- }")
    else
      ends+=("$word") ends_shown+=("${line/$'\t'/  -- }")
    fi
  done
  compadd -l -d ends_shown -a ends
  compadd -l -S '' -d goes_on_shown -a goes_on
}
if [[ $funcstack[1] == _bnn ]]; then _bnn "$@"; else compdef _bnn bnn; fi
)";

const char kFish[] = R"(# fish completion of bnn, written by `bnn completion fish`
complete -c bnn -f -a '(bnn __complete (commandline -opc)[2..-1] (commandline -ct) 2> /dev/null)'
)";

}  // namespace

std::vector<Candidate> completions(const CommandWords& program, const std::vector<Placeholder>& known,
                                   std::vector<std::string> words) {
  words = put_together(words);
  if (words.empty()) words.emplace_back();
  auto found = all_candidates(program, known, words);
  found.erase(std::remove_if(found.begin(), found.end(),
                             [&](const Candidate& one) { return !starts_with(one.word, words.back()); }),
              found.end());
  std::sort(found.begin(), found.end(),
            [](const Candidate& a, const Candidate& b) { return a.word < b.word; });
  return found;
}

std::string completion_script(const std::string& shell) {
  if (shell == "bash") return kBash;
  if (shell == "zsh") return kZsh;
  if (shell == "fish") return kFish;
  throw bayes::Error("there is no completion for \"" + shell + "\"", "bnn completion",
                     known_names(shell, completion_shells()));
}

}  // namespace bnn
