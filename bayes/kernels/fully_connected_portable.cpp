#define BAYES_KERNEL_SET portable
#include "bayes/kernels/fully_connected_loops.h"
