#define BAYES_KERNEL_SET avx2
#include "bayes/kernels/relu_max_pool_loops.h"
