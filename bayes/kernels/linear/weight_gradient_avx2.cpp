#define BAYES_KERNEL_SET avx2
#include "bayes/kernels/linear/weight_gradient_loops.h"
