#define BAYES_KERNEL_SET portable
#include "bayes/kernels/variational_update_loops.h"
