#define BAYES_KERNEL_SET avx2
#include "bayes/kernels/linear/fully_connected_loops.h"
