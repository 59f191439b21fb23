#pragma once

#include <cstdint>
#include <string>

#include "experiments/pictures/picture.h"

namespace bnn {

/// A picture of one sign, drawn or photographed, made as MNIST's were: light ink on black (`find_ink`),
/// cropped to the ink, scaled with its proportions into 20/28 of the height and width, and shifted by whole
/// pixels so that the centre of mass is in the middle.
///   grey           of any size
///   height, width  of the result; 28 for MNIST, whose box has 20
///   where          what messages name, the path of the file
/// Throws `bayes::Error` (kData) where nothing stands out from the ground.
/// Source: LeCun, Bottou, Bengio and Haffner 1998, section III.A; LeCun, Cortes and Burges, "The MNIST
/// database of handwritten digits".
Picture prepare_picture(const Picture& grey, std::int64_t height, std::int64_t width,
                        const std::string& where);

}  // namespace bnn
