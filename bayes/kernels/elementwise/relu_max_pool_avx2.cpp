#define BAYES_KERNEL_SET avx2
#include "bayes/kernels/elementwise/relu_max_pool_loops.h"
