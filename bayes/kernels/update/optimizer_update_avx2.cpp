#define BAYES_KERNEL_SET avx2
#include "bayes/kernels/update/optimizer_update_loops.h"
