#define BAYES_KERNEL_SET portable
#include "bayes/kernels/noise_loops.h"
