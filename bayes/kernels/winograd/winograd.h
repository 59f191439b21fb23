#pragma once

#include "bayes/kernels/convolution/convolution.h"

namespace bayes::kernels {

// Winograd's minimal filtering: tiles of 4 x 4 outputs of a 3 x 3 kernel, or 2 x 2 of a 5 x 5 one, read 6 x 6
// pixels each. As polynomials at the points 0, 1, -1, 2, -2 and infinity of each axis, pixels and kernel are
// multiplied with 36 products a pair of channels instead of 144, or 100. The gradients are the adjoints of
// the same maps, with as many products. The price is rounding: the sums cancel, and errors are 1e-6 to 2e-6
// of the root mean square of what a tile reads and gives, where the products one by one leave 2e-7 to 5e-7
// (normal values; 6 to 64 channels). Source: Lavin & Gray 2016, section 4.

/// Whether it does this convolution: 3 x 3 or 5 x 5, undilated, in steps of one pixel, in one group.
bool winograd_serves(const ConvolutionShape& shape);

/// Whether it does so with fewer operations than the products one by one, its transforms included: not with
/// few channels. A matter of channels and pixels, the same for any number of images.
bool winograd_pays(const ConvolutionShape& shape);

}  // namespace bayes::kernels
