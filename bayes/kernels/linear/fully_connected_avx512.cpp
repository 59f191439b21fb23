#define BAYES_KERNEL_SET avx512
#include "bayes/kernels/linear/fully_connected_loops.h"
