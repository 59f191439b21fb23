#define BAYES_KERNEL_SET avx512
#include "bayes/kernels/winograd_loops.h"
