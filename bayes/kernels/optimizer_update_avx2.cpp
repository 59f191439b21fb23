#define BAYES_KERNEL_SET avx2
#include "bayes/kernels/optimizer_update_loops.h"
