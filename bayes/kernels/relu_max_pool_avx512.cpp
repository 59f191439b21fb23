#define BAYES_KERNEL_SET avx512
#include "bayes/kernels/relu_max_pool_loops.h"
