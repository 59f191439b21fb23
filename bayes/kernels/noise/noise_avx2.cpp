#define BAYES_KERNEL_SET avx2
#include "bayes/kernels/noise/noise_loops.h"
