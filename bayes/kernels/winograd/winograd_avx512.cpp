#define BAYES_KERNEL_SET avx512
#include "bayes/kernels/winograd/winograd_loops.h"
