#define BAYES_KERNEL_SET avx512
#include "bayes/kernels/elementwise/batch_norm_loops.h"
