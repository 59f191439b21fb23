#define BAYES_KERNEL_SET portable
#include "bayes/kernels/update/optimizer_update_loops.h"

namespace bayes::kernels::portable {

extern const OptimizerUpdatePath<double> double_optimizer_update_path;
const OptimizerUpdatePath<double> double_optimizer_update_path = kOptimizerUpdatePath<double>;

}  // namespace bayes::kernels::portable
