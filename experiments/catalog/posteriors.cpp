#include "experiments/catalog/posteriors.h"

#include "bayes/posteriors/posterior_kinds.h"

namespace bnn {

std::vector<Described> posteriors() {
  std::vector<Described> list;
  for (const auto& kind : bayes::posterior_kinds()) {
    list.push_back({kind.name, kind.title, kind.summary, kind.reference});
  }
  return list;
}

}  // namespace bnn
