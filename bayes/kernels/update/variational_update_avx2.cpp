#define BAYES_KERNEL_SET avx2
#include "bayes/kernels/update/variational_update_loops.h"
