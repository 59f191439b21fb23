#define BAYES_KERNEL_SET portable
#include "bayes/kernels/winograd_loops.h"
