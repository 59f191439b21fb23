#pragma once

namespace bayes {

/// What a layer sees: the data itself, or features that an earlier layer made. Dropout leaves data whole.
enum class LayerInput { kData, kFeatures };

}  // namespace bayes
