#define BAYES_KERNEL_SET portable
#include "bayes/kernels/update/variational_update_loops.h"
