#pragma once

#include <string>
#include <vector>

#include "bayes/core/fields.h"
#include "bayes/posteriors/posterior.h"

namespace bayes {

/// Every kind of posterior, in the order in which a user should read it; mean field first.
const std::vector<PosteriorKind>& posterior_kinds();

/// The kind of that name. Throws `Error` where there is none.
const PosteriorKind& posterior_kind(const std::string& name);

/// Visits the name of a kind as a field of options; what the visitor changes it to is a name of
/// `posterior_kinds`, with which the help ends.
void visit_kind(FieldVisitor& visitor, Field field, PosteriorKind& kind);

}  // namespace bayes
