#define BAYES_KERNEL_SET avx2
#include "bayes/kernels/variational_update_loops.h"
