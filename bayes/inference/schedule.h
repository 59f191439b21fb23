#pragma once

#include <functional>

#include "bayes/core/fields.h"

namespace bayes {

/// Share of training done, [0, 1) -> factor on the optimiser's learning rate.
using Schedule = std::function<double(double progress)>;

struct ConstantScheduleOptions {
  template <class Options, class Visitor>
  static void visit_fields(Options&, Visitor&&) {}
};

/// 1 throughout.
Schedule constant_schedule(const ConstantScheduleOptions& options);

struct CosineScheduleOptions {
  double final_factor = 0.0;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("final_factor", options.final_factor, between(0.0, 1.0), "Factor on the learning rate at the end.");
  }
};

/// Half a cosine from 1 to `final_factor`. Source: Loshchilov & Hutter 2017, equation 5, without restarts.
Schedule cosine_schedule(const CosineScheduleOptions& options);

}  // namespace bayes
