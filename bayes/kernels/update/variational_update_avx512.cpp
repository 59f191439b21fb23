#define BAYES_KERNEL_SET avx512
#include "bayes/kernels/update/variational_update_loops.h"
