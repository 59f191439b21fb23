#include "bayes/core/pass.h"

namespace bayes {

Pass& Pass::current() {
  thread_local Pass pass;
  return pass;
}

}  // namespace bayes
