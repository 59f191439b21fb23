#include "bayes/layers/families/convert.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/core/shape.h"
#include "bayes/layers/dropout/concrete_dropout_weight.h"
#include "bayes/layers/families/with_learnt.h"
#include "bayes/posteriors/point_weight.h"
#include "bayes/posteriors/posterior_kinds.h"
#include "bayes/posteriors/random_weights.h"
#include "bayes/priors/centred.h"

namespace bayes {
namespace {

// A weight of the network under its plain name.
struct Target {
  std::string name;
  torch::Tensor weight;  // for a variational one the mean
  torch::Tensor rho;     // undefined for others
};

// "fc.0.weight" -> "fc.0".
std::string layer_of(const std::string& name) { return name.substr(0, name.rfind('.')); }

std::vector<WeightPosterior*> mean_field_posteriors(const Network& network) {
  std::vector<WeightPosterior*> posteriors;
  for (const auto& held : held_weights(network)) {
    auto* posterior = held.posterior();
    if (posterior != nullptr && posterior->mean_field()) posteriors.push_back(posterior);
  }
  return posteriors;
}

// Under every name of each, as states have tied weights.
std::vector<Target> targets_of(const Network& network) {
  const auto posteriors = mean_field_posteriors(network);
  const auto learnt = parameters_without_prior(network);
  const auto is_learnt = [&](const torch::Tensor& tensor) {
    return std::any_of(learnt.begin(), learnt.end(), [&](const auto& each) { return each.is_same(tensor); });
  };
  std::vector<Target> targets;
  for (const auto& parameter : network.named_parameters()) {
    const auto& tensor = parameter.value();
    if (!tensor.defined() || is_learnt(tensor)) continue;
    const auto owner = std::find_if(posteriors.begin(), posteriors.end(), [&](const auto* posterior) {
      const auto own = posterior->parameters();
      return std::any_of(own.begin(), own.end(), [&](const auto& each) { return each.is_same(tensor); });
    });
    if (owner == posteriors.end()) {
      targets.push_back({parameter.key(), tensor, {}});
    } else if (const auto gaussian = (*owner)->mean_field(); gaussian->mu.is_same(tensor)) {
      targets.push_back({layer_of(parameter.key()), tensor, gaussian->rho});
    }
  }
  return targets;
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

const std::string kParallel = "module.";
const std::string kCompiled = "_orig_mod.";

// "module._orig_mod.c1.weight" -> "c1.weight"; "module." only where all names have it: a network may have a
// layer of that name.
State without_wrappers(State state) {
  for (;;) {
    State bare;
    bool all_parallel = !state.empty(), changed = false;
    for (const auto& [name, tensor] : state) all_parallel = all_parallel && name.rfind(kParallel, 0) == 0;
    for (const auto& [name, tensor] : state) {
      auto rest = all_parallel ? name.substr(kParallel.size()) : name;
      for (auto at = rest.find(kCompiled); at != std::string::npos; at = rest.find(kCompiled, at)) {
        if (at == 0 || rest[at - 1] == '.') {
          rest.erase(at, kCompiled.size());
        } else {
          ++at;
        }
      }
      changed = changed || rest != name;
      bare[rest] = tensor;
    }
    if (!changed || bare.size() != state.size()) return state;
    state = std::move(bare);
  }
}

// The state under the names of the network where it has those of a Sequential, else as it is.
State renamed(const State& plain, const std::vector<Target>& targets) {
  std::vector<std::string> theirs, ours;
  for (const auto& [name, tensor] : plain) {
    if (!is_number(layer_of(name))) return plain;
    if (theirs.empty() || theirs.back() != layer_of(name)) theirs.push_back(layer_of(name));
  }
  for (const auto& target : targets) {
    if (ours.empty() || ours.back() != layer_of(target.name)) ours.push_back(layer_of(target.name));
  }
  if (theirs.size() != ours.size()) return plain;
  std::sort(theirs.begin(), theirs.end(),
            [](const auto& a, const auto& b) { return std::atoll(a.c_str()) < std::atoll(b.c_str()); });
  State state;
  for (const auto& [name, tensor] : plain) {
    const auto place = std::find(theirs.begin(), theirs.end(), layer_of(name)) - theirs.begin();
    state[ours[static_cast<std::size_t>(place)] + name.substr(name.rfind('.'))] = tensor;
  }
  return state;
}

// "[3, 0, 2]": where the flat index lies in a tensor of that shape.
std::string index_text(std::int64_t flat, torch::IntArrayRef shape) {
  std::string text;
  for (auto dimension = shape.size(); dimension-- > 0; flat /= shape[dimension]) {
    text = std::to_string(flat % shape[dimension]) + (text.empty() ? "" : ", ") + text;
  }
  return "[" + text + "]";
}

// As the network will hold it: a float64 may be beyond what a float32 holds.
void require_finite(const std::string& name, const torch::Tensor& weight, torch::ScalarType held) {
  const auto finite = torch::isfinite(weight.to(held)).flatten();
  if (finite.all().item<bool>()) return;
  const auto first = finite.logical_not().nonzero()[0].item<std::int64_t>();
  const auto value = weight.flatten()[first].item<double>();
  std::ostringstream text;
  text << '"' << name << '"' << index_text(first, weight.sizes()) << " is ";
  (std::isnan(value) ? text << "NaN" : text << value) << " in the weights to start from";
  throw Error(text.str(), name, "give weights of a training that did not diverge", Fault::kData);
}

void require_same_weights(const State& state, const std::vector<Target>& targets) {
  const char* fix = "give weights of the same architecture";
  for (const auto& target : targets) {
    const auto found = state.find(target.name);
    if (found == state.end()) {
      throw Error("the weights to start from do not hold \"" + target.name + "\"", target.name, fix,
                  Fault::kData);
    }
    if (found->second.sizes() != target.weight.sizes()) {
      throw Error("\"" + target.name + "\" has shape " + shape_text(found->second.sizes()) +
                      " in the weights to start from, " + shape_text(target.weight.sizes()) +
                      " in the network",
                  target.name, fix, Fault::kData);
    }
    require_finite(target.name, found->second, target.weight.scalar_type());
  }
  for (const auto& [name, tensor] : state) {
    const auto is_it = [&known = name](const Target& target) { return target.name == known; };
    if (std::none_of(targets.begin(), targets.end(), is_it)) {
      throw Error("the weights to start from hold \"" + name + "\", which the network does not have", name,
                  fix, Fault::kData);
    }
  }
}

// rho of sigma = softplus(rho), elementwise; in double, as sigma is small.
torch::Tensor rho_of(const torch::Tensor& sigma) { return sigma + (-torch::expm1(-sigma)).log(); }

// The mean in the state of a module that holds one weight; undefined where it is none of ours.
torch::Tensor mean_in(const State& saved) {
  for (const auto& kind : posterior_kinds()) {
    if (auto mean = kind.mean(saved); mean.defined()) return mean;
  }
  if (auto mean = ConcreteDropoutWeightImpl::saved_mean(saved); mean.defined()) return mean;
  return PointWeightImpl::saved_mean(saved);
}

}  // namespace

State plain_weights(const State& saved) {
  State plain;
  std::vector<std::string> holders;  // "fc1.weight." where that module holds a weight, or none of a network
  const auto is_held = [&](const std::string& name) {
    return std::any_of(holders.begin(), holders.end(),
                       [&](const std::string& holder) { return name.rfind(holder, 0) == 0; });
  };
  std::set<std::string> modules;  // in an order that has each before those in it
  for (const auto& [name, tensor] : saved) {
    if (name.find('.') != std::string::npos) modules.insert(layer_of(name));
  }
  for (const auto& module : modules) {
    if (is_held(module)) continue;
    const auto of_module = with_prefix_removed(saved, module);
    const auto mean = mean_in(of_module);
    if (mean.defined()) plain[module] = mean;
    if (!mean.defined() && !is_saved_learnt(of_module)) continue;
    holders.push_back(module + ".");
  }
  for (const auto& [name, tensor] : saved) {
    if (!is_held(name)) plain[name] = tensor;
  }
  return plain;
}

void start_from(Network& network, const State& plain, double sigma_share) {
  torch::NoGradGuard no_grad;
  if (!(sigma_share > 0.0)) {
    throw Error("the share of a weight that its sigma starts at is " + std::to_string(sigma_share),
                "start_from", "choose a number > 0, such as 0.1");
  }
  const auto targets = targets_of(network);
  const auto state = renamed(without_wrappers(plain), targets);
  // All is checked before anything changes: a network is never half set.
  require_same_weights(state, targets);
  for (const auto& target : targets) {
    const auto& weight = state.at(target.name);
    torch::Tensor(target.weight).copy_(weight);
    if (!target.rho.defined()) continue;
    const auto sigma = (weight.to(torch::kFloat64).abs() * sigma_share).clamp_min(kSmallestStartSigma);
    torch::Tensor(target.rho).copy_(rho_of(sigma));
  }
}

void centre_priors(Network& network) {
  const auto posteriors = mean_field_posteriors(network);
  if (posteriors.empty()) {
    throw Error("a prior for each weight needs variational weights", "centre_priors",
                "choose a variational method");
  }
  for (auto* posterior : posteriors) {
    posterior->prior = posterior->replace_module(
        "prior", std::make_shared<CentredPriorImpl>(posterior->prior, posterior->mean_field()->mu));
  }
}

}  // namespace bayes
