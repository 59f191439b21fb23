#define BAYES_KERNEL_SET avx2
#include "bayes/kernels/fully_connected_loops.h"
