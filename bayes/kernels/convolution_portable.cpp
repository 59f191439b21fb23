#define BAYES_KERNEL_SET portable
#include "bayes/kernels/convolution_loops.h"
