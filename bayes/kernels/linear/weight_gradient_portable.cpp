#define BAYES_KERNEL_SET portable
#include "bayes/kernels/linear/weight_gradient_loops.h"
