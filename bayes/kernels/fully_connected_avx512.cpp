#define BAYES_KERNEL_SET avx512
#include "bayes/kernels/fully_connected_loops.h"
