#define BAYES_KERNEL_SET avx2
#include "bayes/kernels/convolution/convolution_loops.h"
