#include "experiments/command_line/completion.h"

#include <algorithm>

#include "bayes/core/error.h"
#include "experiments/catalog/nearest_name.h"

namespace bnn {
namespace {

bool starts_with(const std::string& text, const std::string& start) { return text.rfind(start, 0) == 0; }

bool is_for_files(const Candidate& one) { return starts_with(one.word, "@"); }

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

// Shells list files themselves, and quote what is odd in a name.
Candidate files_for(const Placeholder& known) {
  if (known.form == Placeholder::Form::kFolder) return {"@folders", ""};
  return {known.ending.empty() ? "@files" : "@files " + known.ending, ""};
}

std::vector<Candidate> stand_for(const std::string& placeholder, const std::string& word,
                                 const std::vector<Placeholder>& known) {
  std::vector<Candidate> found;
  for (const auto& each : known) {
    if (each.name != placeholder) continue;
    if (each.form != Placeholder::Form::kWords) return {files_for(each)};
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
  if (const auto sign = word.find('='); starts_with(word, "--") && sign != std::string::npos) {
    const auto* option = option_called(*command, word.substr(0, sign));
    if (option == nullptr) return {};
    for (const auto& one : stand_for(option->placeholder, word.substr(sign + 1), known))
      found.push_back({is_for_files(one) ? one.word : word.substr(0, sign + 1) + one.word, one.help});
    return found;
  }
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
  local whole=${COMP_LINE:0:COMP_POINT} listed word help prefix i
  whole=${whole##*[[:space:]]}
  # Bash has words of its own on either side of "=" and ":": what stands before the one it completes.
  prefix=${whole%"$2"}
  COMPREPLY=()
  listed=$("$1" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2> /dev/null) || { compopt -o default; return; }
  while IFS=$'\t' read -r word help; do
    case $word in
      '') ;;
      @folders) compopt -o filenames 2> /dev/null
        mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- "$whole") ;;
      @files*) compopt -o filenames 2> /dev/null
        mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- "$whole"; compgen -f -X "!*${word#@files }" -- "$whole")
        # Those that are shipped, too, wherever the word is still empty.
        if [[ -z $whole && $word == '@files '* ]]; then
          mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -G "configs/*${word#@files }")
        fi ;;
      *) COMPREPLY+=("$word") ;;
    esac
  done <<< "$listed"
  for i in "${!COMPREPLY[@]}"; do COMPREPLY[i]=${COMPREPLY[i]#"$prefix"}; done
  if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2> /dev/null; fi
}
complete -F _bnn bnn
)";

const char kZsh[] = R"(#compdef bnn
# zsh completion of bnn, written by `bnn completion zsh`
_bnn() {
  local line word shown ret=1
  local -a ends goes_on ends_shown goes_on_shown
  for line in "${(@f)$(${(Q)words[1]} __complete "${(@Q)words[2,CURRENT]}" 2> /dev/null)}"; do
    word=${line%%$'\t'*}
    shown=${line/$'\t'/  -- }
    shown=${shown%  -- }
    case $word in
      '') ;;
      @folders) _files -/ && ret=0 ;;
      @files\ *) _files -g "*${word#@files }" && ret=0 ;;
      @files) _files && ret=0 ;;
      *=) goes_on+=("$word") goes_on_shown+=("$shown") ;;
      *) ends+=("$word") ends_shown+=("$shown") ;;
    esac
  done
  compadd -l -d ends_shown -a ends && ret=0
  compadd -l -S '' -d goes_on_shown -a goes_on && ret=0
  return ret
}
if [[ $funcstack[1] == _bnn ]]; then _bnn "$@"; else compdef _bnn bnn; fi
)";

const char kFish[] = R"(# fish completion of bnn, written by `bnn completion fish`
function __bnn_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    for line in (command $words[1] __complete $words[2..-1] "$word" 2> /dev/null)
        switch $line
            case '@folders*'
                __fish_complete_directories "$word" ''
            case '@files*'
                set -l ending (string replace -r '^@files ?' '' (string split \t -- $line)[1])
                if test -n "$ending"
                    __fish_complete_suffix $ending
                else
                    __fish_complete_path "$word"
                end
            case '*'
                echo $line
        end
    end
end
complete -c bnn -f -a '(__bnn_complete)'
)";

}  // namespace

std::vector<Candidate> completions(const CommandWords& program, const std::vector<Placeholder>& known,
                                   std::vector<std::string> words) {
  words = put_together(words);
  if (words.empty()) words.emplace_back();
  auto found = all_candidates(program, known, words);
  found.erase(std::remove_if(found.begin(), found.end(),
                             [&](const Candidate& one) {
                               return !is_for_files(one) && !starts_with(one.word, words.back());
                             }),
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
