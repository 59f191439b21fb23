#include "experiments/saved_run/sparse_state.h"

#include <torch/types.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "bayes/core/error.h"

namespace bnn {
namespace {

constexpr std::int64_t kFewest = 64;  // below this the four tensors cost more than they save
const std::string kMark = ".sparse.";

// True where a number is to the bit the fill: -0.0 is not 0.
torch::Tensor is_fill(const torch::Tensor& flat, double fill) {
  return flat.eq(fill).logical_and(flat.signbit().eq(fill < 0.0));
}

std::optional<double> fill_of(const torch::Tensor& tensor) {
  if (!tensor.is_floating_point() || tensor.numel() < kFewest) return std::nullopt;
  for (const double fill : {0.0, -std::numeric_limits<double>::infinity()}) {
    if (2 * is_fill(tensor, fill).sum().item<std::int64_t>() >= tensor.numel()) return fill;
  }
  return std::nullopt;
}

torch::Tensor places_of_bits() { return torch::tensor({128, 64, 32, 16, 8, 4, 2, 1}, torch::kInt64); }

torch::Tensor packed(const torch::Tensor& present) {
  const auto bytes = (present.numel() + 7) / 8;
  auto bits = torch::zeros({bytes * 8}, torch::kInt64);
  bits.narrow(0, 0, present.numel()).copy_(present);
  return (bits.reshape({bytes, 8}) * places_of_bits()).sum(1).to(torch::kUInt8);
}

torch::Tensor unpacked(const torch::Tensor& bytes, std::int64_t count) {
  const auto bits = bytes.to(torch::kInt64).unsqueeze(1).bitwise_and(places_of_bits()).ne(0).flatten();
  return bits.narrow(0, 0, count);
}

std::int64_t count_of(const torch::Tensor& shape, const std::string& name) {
  std::int64_t count = 1;
  for (std::int64_t i = 0; i < shape.numel(); ++i) {
    const auto size = shape[i].item<std::int64_t>();
    if (size < 0 || size > (std::int64_t{1} << 40) / std::max<std::int64_t>(count, 1)) count = -1;
    if (count < 0) throw bayes::Error("its shape is none", name, "copy the file again", bayes::Fault::kData);
    count *= size;
  }
  return count;
}

torch::Tensor dense(const bayes::State& state, const std::string& name) {
  const auto part = [&](const char* which) {
    const auto found = state.find(name + kMark + which);
    if (found != state.end()) return found->second;
    throw bayes::Error("the file does not hold \"" + name + kMark + which + "\"", name, "copy the file again",
                       bayes::Fault::kData);
  };
  const auto shape = part("shape"), fill = part("fill"), present = part("present"), values = part("values");
  const auto count = shape.scalar_type() == torch::kInt64 ? count_of(shape, name) : -1;
  const bool fits = count >= 0 && present.scalar_type() == torch::kUInt8 && fill.numel() == 1 &&
                    present.numel() == (count + 7) / 8 && fill.scalar_type() == values.scalar_type();
  const auto bits = fits ? unpacked(present, count) : torch::Tensor();
  if (!fits || bits.sum().item<std::int64_t>() != values.numel()) {
    throw bayes::Error("the parts of a sparse tensor do not fit each other", name, "copy the file again",
                       bayes::Fault::kData);
  }
  auto tensor = fill.expand({count}).clone();
  tensor.masked_scatter_(bits, values);
  const auto* sizes = shape.data_ptr<std::int64_t>();
  return tensor.reshape(std::vector<std::int64_t>(sizes, sizes + shape.numel()));
}

}  // namespace

bayes::State to_sparse(const bayes::State& state) {
  bayes::State sparse;
  for (const auto& [name, tensor] : state) {
    const auto fill = fill_of(tensor);
    if (!fill) {
      sparse[name] = tensor;
      continue;
    }
    const auto flat = tensor.detach().contiguous().flatten();
    const auto present = is_fill(flat, *fill).logical_not();
    sparse[name + kMark + "shape"] = torch::tensor(tensor.sizes().vec(), torch::kInt64);
    sparse[name + kMark + "fill"] = torch::full({1}, *fill, flat.options());
    sparse[name + kMark + "present"] = packed(present);
    sparse[name + kMark + "values"] = flat.masked_select(present);
  }
  return sparse;
}

bayes::State from_sparse(const bayes::State& state) {
  bayes::State full;
  for (const auto& [name, tensor] : state) {
    const auto mark = name.rfind(kMark);
    if (mark == std::string::npos) {
      full[name] = tensor;
    } else if (full.count(name.substr(0, mark)) == 0) {
      full[name.substr(0, mark)] = dense(state, name.substr(0, mark));
    }
  }
  return full;
}

}  // namespace bnn
