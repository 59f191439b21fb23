#pragma once

#include <functional>
#include <vector>

#include "bayes/core/pass.h"

namespace bayes {

/// Holds back, on its thread while it lives, what forward passes do to a network's buffers (running moments
/// of batch normalisation), so that shards that run side by side neither race nor depend on who is first: the
/// training step carries the changes out in the order of the shards. What is never applied is dropped.
class BufferChanges {
 public:
  BufferChanges() : scope_(this) {}

  /// Held back by the innermost scope of this thread; carried out at once where there is none.
  static void make(std::function<void()> change);

  using List = std::vector<std::function<void()>>;
  /// What was held back, in order; the scope keeps nothing.
  List take();

 private:
  List changes_;
  PassScope<&Pass::buffer_changes> scope_;
};

}  // namespace bayes
