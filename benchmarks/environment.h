#pragma once

#include <nlohmann/json.hpp>

namespace benchmarks {

/// Versions, BLAS and instruction sets, as far as a process knows them.
nlohmann::ordered_json describe_environment();

}  // namespace benchmarks
