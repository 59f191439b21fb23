#include "experiments/catalog/calibrators.h"

#include "bayes/calibration/histogram_binning.h"
#include "bayes/calibration/isotonic_regression.h"
#include "bayes/calibration/matrix_scaling.h"
#include "bayes/calibration/temperature_scaling.h"
#include "bayes/calibration/vector_scaling.h"

namespace bnn {

const std::vector<Entry<MakeCalibration>>& calibrators() {
  using namespace bayes;
  static const std::vector<Entry<MakeCalibration>> list{
      entry<MakeCalibration, TemperatureScalingOptions>(
          "temperature", "Temperature scaling", "One number divides the log probabilities; accuracy stays.",
          "Guo et al. 2017, section 4.2", temperature_scaling),
      entry<MakeCalibration, VectorScalingOptions>(
          "vector", "Vector scaling", "A factor and an intercept for each class's log probability.",
          "Guo et al. 2017, section 4.2", vector_scaling),
      entry<MakeCalibration, MatrixScalingOptions>(
          "matrix", "Matrix scaling", "A matrix times the log probabilities, with intercepts.",
          "Guo et al. 2017, section 4.2; penalties: Kull et al. 2019", matrix_scaling),
      entry<MakeCalibration, HistogramBinningOptions>(
          "histogram", "Histogram binning", "Shares of the classes in bins of each class's probability.",
          "Zadrozny & Elkan 2001", histogram_binning),
      entry<MakeCalibration, IsotonicRegressionOptions>(
          "isotonic", "Isotonic regression", "The best curve that never falls, for each class's probability.",
          "Zadrozny & Elkan 2002", isotonic_regression),
  };
  return list;
}

}  // namespace bnn
