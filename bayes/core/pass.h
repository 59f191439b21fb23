#pragma once

#include <type_traits>
#include <utility>

namespace bayes {

class BufferChanges;
class Draw;
class GradientPlaces;
class SharedPrefix;
class WeightSource;

/// What surrounds a forward or backward pass on its thread: the innermost scope of each kind, nullptr where
/// there is none, and what guards forbid. Everything ambient is here; each scope's own header says what it
/// is.
struct Pass {
  Draw* draw = nullptr;
  WeightSource* weight_source = nullptr;
  SharedPrefix* shared_prefix = nullptr;
  GradientPlaces* gradient_places = nullptr;
  BufferChanges* buffer_changes = nullptr;
  bool posterior_mean = false;
  bool dropout_off = false;
  bool direct_sums = false;

  /// That of this thread.
  static Pass& current();
};

/// Gives one member of this thread's `Pass` another value while it lives; scopes nest. It ends on the thread
/// on which it began. As the last member of a class it makes an object of that a scope.
template <auto kMember>
class PassScope {
  using Value = std::decay_t<decltype(std::declval<Pass&>().*kMember)>;

 public:
  explicit PassScope(Value value) : outer_(std::exchange(Pass::current().*kMember, value)) {}
  ~PassScope() { Pass::current().*kMember = outer_; }
  PassScope(const PassScope&) = delete;
  PassScope& operator=(const PassScope&) = delete;

 private:
  Value outer_;
};

}  // namespace bayes
