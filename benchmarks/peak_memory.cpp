#include "benchmarks/peak_memory.h"

#include <malloc.h>

#include <fstream>
#include <string>

#include "bayes/core/error.h"

namespace benchmarks {
namespace {

// "VmRSS" or "VmHWM" of this process, in bytes.
double memory(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind(field + ":", 0) == 0) return 1024.0 * std::stod(line.substr(field.size() + 1));
  }
  throw bayes::Error("the system does not tell " + field, "/proc/self/status", "run this on Linux");
}

}  // namespace

double peak_memory(const std::function<void()>& work) {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";  // forgets the peak so far
  const double before = memory("VmRSS");
  work();
  return memory("VmHWM") - before;
}

}  // namespace benchmarks
