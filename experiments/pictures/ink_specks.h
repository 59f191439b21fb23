#pragma once

#include "experiments/pictures/plane.h"

namespace bnn {

/// Sets to 0 each patch of connected values above 0 (eight neighbours) whose sum is below `share` of the
/// largest one's.
void remove_specks(Plane& ink, double share);

}  // namespace bnn
