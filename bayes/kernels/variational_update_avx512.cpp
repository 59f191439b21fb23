#define BAYES_KERNEL_SET avx512
#include "bayes/kernels/variational_update_loops.h"
