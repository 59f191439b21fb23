#define BAYES_KERNEL_SET avx2
#include "bayes/kernels/winograd_loops.h"
