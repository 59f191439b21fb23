#pragma once

namespace bayes {

/// While one lives, on its thread, weights are their posterior means: nothing is drawn and no KL is
/// collected.
class PosteriorMeanGuard {
 public:
  PosteriorMeanGuard();
  ~PosteriorMeanGuard();
  PosteriorMeanGuard(const PosteriorMeanGuard&) = delete;
  PosteriorMeanGuard& operator=(const PosteriorMeanGuard&) = delete;
  static bool active();

 private:
  bool outer_;
};

/// While one lives, on its thread, dropout layers let everything pass.
class DropoutOffGuard {
 public:
  DropoutOffGuard();
  ~DropoutOffGuard();
  DropoutOffGuard(const DropoutOffGuard&) = delete;
  DropoutOffGuard& operator=(const DropoutOffGuard&) = delete;
  static bool active();

 private:
  bool outer_;
};

/// While one lives, on its thread, convolutions sum their products one by one, in the backward passes too of
/// what is computed: of squares and variances, which are not negative, each sum is then exact to rounding
/// beside itself, and not negative either.
class DirectSumsGuard {
 public:
  DirectSumsGuard();
  ~DirectSumsGuard();
  DirectSumsGuard(const DirectSumsGuard&) = delete;
  DirectSumsGuard& operator=(const DirectSumsGuard&) = delete;
  static bool active();

 private:
  bool outer_;
};

}  // namespace bayes
