#define BAYES_KERNEL_SET avx2
#include "bayes/kernels/weight_gradient_loops.h"
