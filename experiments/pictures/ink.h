#pragma once

#include "experiments/pictures/plane.h"

namespace bnn {

/// What is drawn on a ground that fills the picture to its border: paper, a board, a screen.
///   grey    of any size; it is scaled down to 1,024 pixels a side first
///   result  0 ground to 1 ink; of no size (height 0) where nothing stands out from the ground
///
/// The ground is what the border shows; ink is whatever is darker, or lighter, whichever goes further. Light
/// that falls from one side is taken out with a quadratic surface through the ground. What is left is made
/// black and white, as NIST's forms were, but for the edge of a stroke, where the middle of the way from
/// ground to ink stays the middle. Specks, with less than 3 % of the largest stroke's ink, go.
Plane find_ink(const Picture& grey);

}  // namespace bnn
