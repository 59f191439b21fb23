#define BAYES_KERNEL_SET portable
#include "bayes/kernels/linear/fully_connected_loops.h"
