#include "experiments/catalog/optimizers.h"

#include "bayes/inference/adam.h"
#include "bayes/inference/sgd.h"

namespace bnn {

const std::vector<Entry<MakeOptimizer>>& optimizers() {
  using namespace bayes;
  static const std::vector<Entry<MakeOptimizer>> list{
      entry<MakeOptimizer, AdamOptions>("adam", "Adam", "Steps scaled by running moments of the gradient.",
                                        "Kingma & Ba 2015", adam),
      entry<MakeOptimizer, SgdOptions>("sgd", "SGD", "Stochastic gradient descent with momentum.",
                                       "Sutskever et al. 2013", sgd),
  };
  return list;
}

const std::vector<Entry<MakeSchedule>>& schedules() {
  using namespace bayes;
  static const std::vector<Entry<MakeSchedule>> list{
      entry<MakeSchedule, ConstantScheduleOptions>(
          "constant", "Constant", "The learning rate stays as it is.", "", constant_schedule),
      entry<MakeSchedule, CosineScheduleOptions>("cosine", "Cosine",
                                                 "Half a cosine down to a share of the rate.",
                                                 "Loshchilov & Hutter 2017", cosine_schedule),
  };
  return list;
}

}  // namespace bnn
