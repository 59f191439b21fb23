#define BAYES_KERNEL_SET avx512
#include "bayes/kernels/noise_loops.h"
