#define BAYES_KERNEL_SET avx512
#include "bayes/kernels/noise/noise_loops.h"
