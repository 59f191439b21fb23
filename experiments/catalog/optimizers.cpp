#include "experiments/catalog/optimizers.h"

#include "bayes/optimizers/adam.h"
#include "bayes/optimizers/lbfgs.h"
#include "bayes/optimizers/one_moment_optimizers.h"
#include "bayes/schedules/schedule.h"

namespace bnn {

const std::vector<Entry<MakeOptimizer>>& optimizers() {
  using namespace bayes;
  static const std::vector<Entry<MakeOptimizer>> list{
      entry<MakeOptimizer, AdamOptions>("adam", "Adam", "Steps scaled by running moments of the gradient.",
                                        "Kingma & Ba 2015", adam),
      entry<MakeOptimizer, AdamWOptions>("adamw", "AdamW",
                                         "Adam whose weight decay is not scaled by the moments.",
                                         "Loshchilov & Hutter 2019", adamw),
      entry<MakeOptimizer, AdagradOptions>("adagrad", "Adagrad",
                                           "Steps scaled by the sum of all squared gradients so far.",
                                           "Duchi et al. 2011", adagrad),
      entry<MakeOptimizer, RmspropOptions>("rmsprop", "RMSprop",
                                           "Steps scaled by a running mean square of the gradient.",
                                           "Tieleman & Hinton 2012", rmsprop),
      entry<MakeOptimizer, SgdOptions>("sgd", "SGD",
                                       "Stochastic gradient descent with momentum, Nesterov's on request.",
                                       "Sutskever et al. 2013", sgd),
      entry<MakeOptimizer, LbfgsOptions>("lbfgs", "L-BFGS",
                                         "Quasi-Newton steps along exact gradients: all images in one batch.",
                                         "Liu & Nocedal 1989", lbfgs),
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
      entry<MakeSchedule, StepScheduleOptions>("step", "Step", "Drops by a factor, at equal distances.", "",
                                               step_schedule),
      entry<MakeSchedule, ExponentialScheduleOptions>(
          "exponential", "Exponential", "Falls by the same factor in every step, to a share of the rate.", "",
          exponential_schedule),
      entry<MakeSchedule, OneCycleScheduleOptions>(
          "one_cycle", "One cycle", "Up from a share of the rate, then down to nearly nothing.",
          "Smith & Topin 2019", one_cycle_schedule),
      entry<MakeSchedule, WarmRestartsScheduleOptions>(
          "warm_restarts", "Warm restarts", "Cosines one after the other, each longer by a factor.",
          "Loshchilov & Hutter 2017", warm_restarts_schedule),
      entry<MakeSchedule, PlateauScheduleOptions>(
          "plateau", "Reduce on plateau", "Drops by a factor when the validation NLL stops getting better.",
          "", plateau_schedule),
  };
  return list;
}

}  // namespace bnn
