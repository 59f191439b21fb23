#define BAYES_KERNEL_SET portable
#include "bayes/kernels/noise/noise_loops.h"
