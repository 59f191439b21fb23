#define BAYES_KERNEL_SET portable
#include "bayes/kernels/weight_gradient_loops.h"
