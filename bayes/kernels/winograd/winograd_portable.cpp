#define BAYES_KERNEL_SET portable
#include "bayes/kernels/winograd/winograd_loops.h"
