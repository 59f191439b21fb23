#define BAYES_KERNEL_SET avx512
#include "bayes/kernels/update/optimizer_update_loops.h"
