#define BAYES_KERNEL_SET avx512
#include "bayes/kernels/convolution/convolution_loops.h"
