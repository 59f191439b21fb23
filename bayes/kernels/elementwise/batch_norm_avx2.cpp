#define BAYES_KERNEL_SET avx2
#include "bayes/kernels/elementwise/batch_norm_loops.h"
