#define BAYES_KERNEL_SET avx512
#include "bayes/kernels/weight_gradient_loops.h"
