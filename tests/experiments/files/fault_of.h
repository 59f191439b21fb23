#pragma once

#include <functional>
#include <optional>

#include "bayes/core/error.h"

namespace bnn {

/// The error that the action throws; nothing where it throws none.
inline std::optional<bayes::Error> error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const bayes::Error& error) {
    return error;
  }
  return std::nullopt;
}

/// What kind of trouble the action is in; nothing where it succeeds.
inline std::optional<bayes::Fault> fault_of(const std::function<void()>& action) {
  const auto error = error_of(action);
  return error ? std::optional(error->fault) : std::nullopt;
}

}  // namespace bnn
