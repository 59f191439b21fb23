#include "experiments/catalog/calibrators.h"

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
  };
  return list;
}

}  // namespace bnn
