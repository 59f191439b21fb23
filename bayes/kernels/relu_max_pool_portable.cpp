#define BAYES_KERNEL_SET portable
#include "bayes/kernels/relu_max_pool_loops.h"
