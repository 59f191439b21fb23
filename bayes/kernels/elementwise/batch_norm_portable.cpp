#define BAYES_KERNEL_SET portable
#include "bayes/kernels/elementwise/batch_norm_loops.h"
