#define BAYES_KERNEL_SET portable
#include "bayes/kernels/convolution/convolution_loops.h"
