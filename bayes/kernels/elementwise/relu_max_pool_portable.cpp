#define BAYES_KERNEL_SET portable
#include "bayes/kernels/elementwise/relu_max_pool_loops.h"
