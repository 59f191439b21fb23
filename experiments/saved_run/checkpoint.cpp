#include "experiments/saved_run/checkpoint.h"

#include <torch/types.h>

#include <cstring>

#include "bayes/core/error.h"

namespace bnn {
namespace {

constexpr std::pair<const char*, torch::ScalarType> kTypes[] = {
    {"F32", torch::kFloat32}, {"F64", torch::kFloat64}, {"F16", torch::kFloat16}, {"BF16", torch::kBFloat16},
    {"I64", torch::kInt64},   {"U8", torch::kUInt8},    {"BOOL", torch::kBool}};

}  // namespace

Safetensors to_arrays(const bayes::State& state) {
  Safetensors content;
  for (const auto& [name, tensor] : state) {
    const auto plain = tensor.detach().to(torch::kCPU).contiguous();
    const char* dtype = nullptr;
    for (const auto& [spelling, type] : kTypes) {
      if (plain.scalar_type() == type) dtype = spelling;
    }
    if (dtype == nullptr) {
      throw bayes::Error("\"" + name + "\" has a type that files do not hold", name,
                         "save float32 or float64", bayes::Fault::kData);
    }
    content.arrays.push_back({name, dtype, plain.sizes().vec(),
                              std::string(static_cast<const char*>(plain.data_ptr()), plain.nbytes())});
  }
  return content;
}

bayes::State to_state(const Safetensors& content) {
  bayes::State state;
  for (const auto& array : content.arrays) {
    for (const auto& [spelling, type] : kTypes) {
      if (array.dtype != spelling) continue;
      auto tensor = torch::empty(array.shape, type);
      std::memcpy(tensor.data_ptr(), array.bytes.data(), array.bytes.size());
      state[array.name] = tensor;
    }
  }
  return state;
}

}  // namespace bnn
