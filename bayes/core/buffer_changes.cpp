#include "bayes/core/buffer_changes.h"

#include <utility>

namespace bayes {

void BufferChanges::make(std::function<void()> change) {
  BufferChanges* held_back = Pass::current().buffer_changes;
  if (held_back == nullptr) {
    change();
  } else {
    held_back->changes_.push_back(std::move(change));
  }
}

BufferChanges::List BufferChanges::take() { return std::exchange(changes_, {}); }

}  // namespace bayes
