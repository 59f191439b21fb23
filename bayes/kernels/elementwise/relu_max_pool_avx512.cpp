#define BAYES_KERNEL_SET avx512
#include "bayes/kernels/elementwise/relu_max_pool_loops.h"
