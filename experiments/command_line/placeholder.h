#pragma once

#include <string>
#include <vector>

namespace bnn {

/// What may stand where the help writes a word in capitals: completion offers it.
struct Placeholder {
  enum class Form { kWords, kFile, kFolder };

  std::string name;  ///< "DIR", "CONFIG.yaml", "METHOD"
  Form form = Form::kWords;
  std::string ending;              ///< of files: ".yaml"; empty for any
  std::vector<std::string> words;  ///< of words; "training.epochs=" goes on behind the sign
};

/// All that commands of the program use and that can be completed: files and folders, the names in every list
/// of the catalog (METHOD stands for one of `bnn list methods`), and settings.
std::vector<Placeholder> placeholders();

/// The shells that `bnn completion` knows.
inline std::vector<std::string> completion_shells() { return {"bash", "zsh", "fish"}; }

}  // namespace bnn
