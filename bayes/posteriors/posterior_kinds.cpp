#include "bayes/posteriors/posterior_kinds.h"

#include <algorithm>

#include "bayes/core/error.h"
#include "bayes/posteriors/low_rank_gaussian.h"
#include "bayes/posteriors/matrix_gaussian.h"
#include "bayes/posteriors/mean_field_gaussian.h"
#include "bayes/posteriors/radial.h"
#include "bayes/posteriors/rank_one_posterior.h"
#include "bayes/posteriors/tied_gaussian.h"

namespace bayes {
namespace {

// "mean_field, tied, …"
std::string listed_names() {
  std::string names;
  for (const auto& kind : posterior_kinds()) names += (names.empty() ? "" : ", ") + kind.name;
  return names;
}

}  // namespace

const std::vector<PosteriorKind>& posterior_kinds() {
  static const std::vector<PosteriorKind> list{mean_field_posterior(), tied_posterior(),
                                               low_rank_posterior(),   matrix_posterior(),
                                               rank_one_posterior(),   radial_posterior()};
  return list;
}

const PosteriorKind& posterior_kind(const std::string& name) {
  const auto& kinds = posterior_kinds();
  const auto found =
      std::find_if(kinds.begin(), kinds.end(), [&](const auto& kind) { return kind.name == name; });
  if (found != kinds.end()) return *found;
  throw Error("there is no posterior \"" + name + "\"", "posterior_kind", "choose one of " + listed_names());
}

void visit_kind(FieldVisitor& visitor, Field field, PosteriorKind& kind) {
  std::vector<std::string> known;
  for (const auto& each : posterior_kinds()) known.push_back(each.name);
  field.help += ": " + listed_names() + ".";
  std::string chosen = kind.name;
  visitor.name(field, chosen, known);
  if (chosen != kind.name) kind = posterior_kind(chosen);
}

}  // namespace bayes
