#define BAYES_KERNEL_SET avx512
#include "bayes/kernels/linear/weight_gradient_loops.h"
