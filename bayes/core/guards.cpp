#include "bayes/core/guards.h"

namespace bayes {
namespace {

thread_local bool posterior_mean = false;
thread_local bool dropout_off = false;

}  // namespace

PosteriorMeanGuard::PosteriorMeanGuard() : outer_(posterior_mean) { posterior_mean = true; }
PosteriorMeanGuard::~PosteriorMeanGuard() { posterior_mean = outer_; }
bool PosteriorMeanGuard::active() { return posterior_mean; }

DropoutOffGuard::DropoutOffGuard() : outer_(dropout_off) { dropout_off = true; }
DropoutOffGuard::~DropoutOffGuard() { dropout_off = outer_; }
bool DropoutOffGuard::active() { return dropout_off; }

}  // namespace bayes
