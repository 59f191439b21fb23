#define BAYES_KERNEL_SET avx512
#include "bayes/kernels/optimizer_update_loops.h"
