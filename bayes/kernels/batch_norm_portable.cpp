#define BAYES_KERNEL_SET portable
#include "bayes/kernels/batch_norm_loops.h"
