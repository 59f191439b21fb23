#include "benchmarks/program.h"

#include <iostream>

#include "bayes/runtime/environment.h"
#include "benchmarks/environment.h"

namespace benchmarks {

int run_program(CLI::App& app, int argc, char** argv,
                const std::function<nlohmann::ordered_json()>& measure) {
  CLI11_PARSE(app, argc, argv);
  bayes::prepare_process();
  auto result = measure();
  result["environment"] = describe_environment();
  std::cout << result.dump(2) << "\n";
  return 0;
}

}  // namespace benchmarks
