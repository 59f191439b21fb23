#define BAYES_KERNEL_SET avx2
#include "bayes/kernels/winograd/winograd_loops.h"
