#include "bayes/core/guards.h"

namespace bayes {
namespace {

thread_local bool posterior_mean = false;
thread_local bool dropout_off = false;
thread_local bool direct_sums = false;

}  // namespace

PosteriorMeanGuard::PosteriorMeanGuard() : outer_(posterior_mean) { posterior_mean = true; }
PosteriorMeanGuard::~PosteriorMeanGuard() { posterior_mean = outer_; }
bool PosteriorMeanGuard::active() { return posterior_mean; }

DropoutOffGuard::DropoutOffGuard() : outer_(dropout_off) { dropout_off = true; }
DropoutOffGuard::~DropoutOffGuard() { dropout_off = outer_; }
bool DropoutOffGuard::active() { return dropout_off; }

DirectSumsGuard::DirectSumsGuard() : outer_(direct_sums) { direct_sums = true; }
DirectSumsGuard::~DirectSumsGuard() { direct_sums = outer_; }
bool DirectSumsGuard::active() { return direct_sums; }

}  // namespace bayes
