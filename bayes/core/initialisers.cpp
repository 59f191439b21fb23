#include "bayes/core/initialisers.h"

namespace bayes {

std::unique_lock<std::recursive_mutex> lock_initialisers() {
  static std::recursive_mutex generator;
  return std::unique_lock(generator);
}

}  // namespace bayes
