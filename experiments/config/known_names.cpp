#include "experiments/config/known_names.h"

#include <algorithm>

#include "experiments/catalog/nearest_name.h"

namespace bnn {

void require_known(const ConfigNode& root, const std::string& section, const std::string& key,
                   const std::vector<std::string>& names, const std::vector<std::string>& known,
                   const std::string& kind, Diagnostics& diagnostics) {
  std::string listed;
  for (const auto& name : known) listed += (listed.empty() ? "" : ", ") + name;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (std::find(known.begin(), known.end(), names[i]) != known.end()) continue;
    const auto* node = root.find(section)->find(key);
    const auto nearest = nearest_name(names[i], known);
    diagnostics.add({"unknown " + kind + " " + bnn::quoted(names[i]) + " in `" + section + "." + key + "`",
                     node->children.at(i).value.span, nearest ? "did you mean `" + *nearest + "`?" : "",
                     "known here: " + listed});
  }
}

}  // namespace bnn
