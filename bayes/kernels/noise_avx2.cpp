#define BAYES_KERNEL_SET avx2
#include "bayes/kernels/noise_loops.h"
