#include "bayes/core/buffer_changes.h"

#include <utility>

namespace bayes {
namespace {

thread_local BufferChanges* current_buffer_changes = nullptr;

}  // namespace

BufferChanges::BufferChanges() : outer_(current_buffer_changes) { current_buffer_changes = this; }

BufferChanges::~BufferChanges() { current_buffer_changes = outer_; }

void BufferChanges::make(std::function<void()> change) {
  if (current_buffer_changes == nullptr) {
    change();
  } else {
    current_buffer_changes->changes_.push_back(std::move(change));
  }
}

BufferChanges::List BufferChanges::take() { return std::exchange(changes_, {}); }

}  // namespace bayes
