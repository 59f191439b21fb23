#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <nlohmann/json.hpp>

namespace benchmarks {

/// The whole of a program of the benchmark: reads its options, sets for everything that is measured what
/// `bnn` sets too, measures, and prints one JSON object with the environment on standard output. Returns the
/// exit status.
int run_program(CLI::App& app, int argc, char** argv, const std::function<nlohmann::ordered_json()>& measure);

}  // namespace benchmarks
