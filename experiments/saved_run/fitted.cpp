#include "experiments/saved_run/fitted.h"

#include <ATen/Version.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/version.h>

#include "bayes/core/error.h"
#include "bayes/kernels/instruction_set.h"
#include "bayes/runtime/environment.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/sha256.h"
#include "experiments/saved_run/run_directory.h"
#include "notebooks_export/formats/json.h"

namespace bnn {
namespace {

using bayes::Error;
using bayes::Fault;
using Json = nlohmann::ordered_json;

Json sum_json(const IndexSum& sum) { return {{"examples", sum.examples}, {"indices_sha256", sum.sha256}}; }

IndexSum sum_from(const Json& sum) {
  return {sum.at("examples").get<std::int64_t>(), sum.at("indices_sha256").get<std::string>()};
}

// All that the identity is of.
Json content_of(const Fitted& fitted) {
  Json files = Json::object();
  for (const auto& [file, sum] : fitted.files) files[file] = sum;
  Json continued = Json::array();
  for (const auto& [config, identity] : fitted.continued) {
    continued.push_back({{"config_sha256", config}, {"identity", identity}});
  }
  Json start = nullptr;
  if (!fitted.start_sha256.empty()) {
    start = {{"sha256", fitted.start_sha256}};
    if (fitted.start) start["fitted"] = content_of(*fitted.start);
  }
  Json content{{"name", fitted.name},
               {"config_sha256", fitted.config_sha256},
               {"data",
                {{"name", fitted.dataset},
                 {"sha256", files},
                 {"class_names", fitted.class_names},
                 {"channels", fitted.shape.channels},
                 {"height", fitted.shape.height},
                 {"width", fitted.shape.width}}},
               {"split",
                {{"seed", fitted.split_seed},
                 {"validation_images", fitted.validation_images},
                 {"training_images", fitted.training_images},
                 {"train", sum_json(fitted.train)},
                 {"validation", sum_json(fitted.validation)},
                 {"test", sum_json(fitted.test)}}},
               {"standardisation", to_json(fitted.standardisation)},
               {"start", start},
               {"continued", continued}};
  if (!fitted.target_names.empty()) content["data"]["target_names"] = fitted.target_names;
  if (!fitted.encoding.is_null()) content["data"]["encoding"] = fitted.encoding;
  return content;
}

Fitted content_from(const Json& document) {
  Fitted fitted;
  fitted.name = document.at("name").get<std::string>();
  fitted.config_sha256 = document.at("config_sha256").get<std::string>();
  const auto& data = document.at("data");
  fitted.dataset = data.at("name").get<std::string>();
  for (const auto& [file, sum] : data.at("sha256").items()) {
    fitted.files.emplace_back(file, sum.get<std::string>());
  }
  fitted.class_names = data.at("class_names").get<std::vector<std::string>>();
  if (data.contains("target_names"))
    fitted.target_names = data.at("target_names").get<std::vector<std::string>>();
  fitted.shape = {data.at("channels").get<std::int64_t>(), data.at("height").get<std::int64_t>(),
                  data.at("width").get<std::int64_t>(),
                  static_cast<std::int64_t>(fitted.class_names.empty() ? fitted.target_names.size()
                                                                       : fitted.class_names.size())};
  if (data.contains("encoding")) fitted.encoding = data.at("encoding");
  const auto& split = document.at("split");
  fitted.split_seed = split.at("seed").get<std::int64_t>();
  fitted.validation_images = split.at("validation_images").get<std::int64_t>();
  fitted.training_images = split.at("training_images").get<std::int64_t>();
  fitted.train = sum_from(split.at("train"));
  fitted.validation = sum_from(split.at("validation"));
  fitted.test = sum_from(split.at("test"));
  fitted.standardisation = standardisation_from(document.at("standardisation"));
  if (const auto& start = document.at("start"); !start.is_null()) {
    fitted.start_sha256 = start.at("sha256").get<std::string>();
    if (start.contains("fitted")) {
      fitted.start = std::make_shared<const Fitted>(content_from(start.at("fitted")));
    }
  }
  for (const auto& stage : document.at("continued")) {
    fitted.continued.emplace_back(stage.at("config_sha256").get<std::string>(),
                                  stage.at("identity").get<std::string>());
  }
  return fitted;
}

// "… CPU capability usage: AVX2 …"; ATEN_CPU_CAPABILITY chooses among what the processor has.
std::string capability_of_libtorch() {
  const std::string key = "CPU capability usage: ";
  const auto config = at::show_config();
  const auto begin = config.find(key);
  if (begin == std::string::npos) return "unknown";
  return config.substr(begin + key.size(), config.find('\n', begin) - begin - key.size());
}

// The instruction set, BLAS kernels and LibTorch that compute in this process.
std::map<std::string, std::string> kernels_in_use() {
  return {{"instruction_set", bayes::kernels::name(bayes::kernels::supported_instruction_sets().front())},
          {"blas_kernels", bayes::openblas_kernels()},
          {"libtorch", TORCH_VERSION},
          {"libtorch_cpu_capability", capability_of_libtorch()}};
}

void require_same(bool same, const std::string& what, const std::string& where, Fault fault) {
  if (same) return;
  throw Error(what + " changed since this run began", where,
              "put back what it began with, or choose another folder with --output", fault);
}

}  // namespace

std::string Fitted::identity() const {
  return sha256_hex({content_of(*this).dump(-1, ' ', false, Json::error_handler_t::replace)});
}

IndexSum index_sum(const torch::Tensor& index) {
  const auto plain = index.to(torch::kInt64).contiguous();
  const std::string_view bytes(static_cast<const char*>(plain.data_ptr()), plain.nbytes());
  return {plain.numel(), sha256_hex({bytes})};
}

Fitted fitted_by(const ExperimentConfig& config, const Dataset& dataset, const Splits& splits) {
  Fitted fitted;
  fitted.name = config.name;
  fitted.config_sha256 = sha256_hex({to_yaml(config)});
  fitted.dataset = config.data.dataset.entry().name;
  fitted.files = dataset.checksums;
  fitted.class_names = dataset.class_names;
  fitted.target_names = dataset.target_names;
  fitted.encoding = dataset.encoding;
  fitted.shape = shape_of(dataset);
  fitted.split_seed = split_seed(config.data.split, config.seed);
  fitted.validation_images = splits.validation.size();
  fitted.training_images = config.data.split.training_images;
  fitted.train = index_sum(splits.train_index);
  fitted.validation = index_sum(splits.validation_index);
  fitted.test = index_sum(torch::arange(splits.test.size(), torch::kInt64));
  fitted.standardisation = splits.standardisation;
  fitted.kernels = kernels_in_use();
  return fitted;
}

Json to_json(const Fitted& fitted) {
  Json document{{"identity", fitted.identity()}};
  document.update(content_of(fitted));
  document["kernels"] = fitted.kernels;
  return document;
}

Fitted fitted_from_json(const Json& document, const std::string& where) {
  try {
    auto fitted = content_from(document);
    if (document.contains("kernels")) {
      fitted.kernels = document.at("kernels").get<std::map<std::string, std::string>>();
    }
    if (document.at("identity").get<std::string>() == fitted.identity()) return fitted;
  } catch (const nlohmann::json::exception& error) {
    throw Error(std::string("what the run was fitted on cannot be read: ") + error.what(), where,
                "put the file back as it was", Fault::kData);
  }
  throw Error("what the run was fitted on has been changed: its identity is another", where,
              "put the file back as it was", Fault::kData);
}

std::optional<Fitted> read_fitted(const std::filesystem::path& run) {
  const auto path = fitted_path(run);
  if (!std::filesystem::exists(path)) return std::nullopt;
  return fitted_from_json(Json::parse(read_file(path, kLargestText), nullptr, /*allow_exceptions=*/false),
                          path.string());
}

std::string called(const Fitted& fitted) {
  return fmt::format("\"{}\" ({})", fitted.name, fitted.identity().substr(0, 12));
}

std::map<std::string, std::string> run_metadata(const Fitted& fitted) {
  return {{"run", fitted.identity()}, {"run_name", fitted.name}};
}

std::map<std::string, std::string> model_metadata(const std::string& config_yaml, const Fitted& fitted) {
  auto document = to_json(fitted);
  document.erase("kernels");  // the same weights are the same bytes
  auto metadata = run_metadata(fitted);
  metadata["config"] = config_yaml;
  metadata["fitted"] = document.dump(-1, ' ', false, Json::error_handler_t::replace);
  metadata["mean"] = document.at("standardisation").at("mean").dump();
  metadata["standard_deviation"] = document.at("standardisation").at("standard_deviation").dump();
  return metadata;
}

void require_of_run(const std::map<std::string, std::string>& metadata, const Fitted& run,
                    const std::string& where) {
  const auto entry = metadata.find("run"), name = metadata.find("run_name");
  const auto identity = entry == metadata.end() ? std::string() : entry->second;
  if (identity == run.identity()) return;
  for (const auto& [config, earlier] : run.continued) {
    if (identity == earlier) return;
  }
  const auto other = identity.empty()
                         ? std::string("a run that it does not name")
                         : fmt::format("the run \"{}\" ({})", name == metadata.end() ? "" : name->second,
                                       identity.substr(0, 12));
  throw Error(fmt::format("the file is of {}, and its folder of the run {}", other, called(run)), where,
              "put back the file that the run wrote", Fault::kData);
}

namespace {

std::vector<std::string> changed_files(const Fitted& run, const Dataset& dataset) {
  const std::map<std::string, std::string> now(dataset.checksums.begin(), dataset.checksums.end());
  std::vector<std::string> changed;
  for (const auto& [file, sum] : run.files) {
    const auto found = now.find(file);
    if (found == now.end() || found->second != sum) changed.push_back(file);
  }
  return changed;
}

}  // namespace

bool has_same_files(const Fitted& run, const Dataset& dataset) { return changed_files(run, dataset).empty(); }

void require_same_data(const Fitted& run, const Dataset& dataset) {
  const auto changed = changed_files(run, dataset);
  if (changed.empty()) return;
  throw Error(fmt::format("the data are not those of the run {}: the SHA-256 of {} {} another", called(run),
                          fmt::join(changed, ", "), changed.size() == 1 ? "is" : "are each"),
              "data " + run.dataset,
              "put back the files that it was trained on, or set BAYES_DATA to their folder", Fault::kData);
}

std::vector<std::string> require_same_inputs(const Fitted& began, const Fitted& now) {
  const std::map<std::string, std::string> files(now.files.begin(), now.files.end());
  for (const auto& [file, sum] : began.files) {
    const auto found = files.find(file);
    require_same(found != files.end() && found->second == sum, "the data have", file, Fault::kData);
  }
  require_same(began.start_sha256 == now.start_sha256, "the weights to start from have", "model.start.from",
               Fault::kUsage);
  const bool same_split =
      began.train.sha256 == now.train.sha256 && began.validation.sha256 == now.validation.sha256;
  require_same(same_split, "the split into training and validation images has", "data", Fault::kData);
  const bool same_constants = began.standardisation == now.standardisation;
  require_same(same_constants, "the constants of standardisation have", "data", Fault::kData);
  std::vector<std::string> warnings;
  for (const auto& [kind, name] : began.kernels) {
    const auto other = now.kernels.find(kind);
    if (other == now.kernels.end() || other->second == name) continue;
    warnings.push_back(fmt::format(
        "the run began with {} {} and goes on with {}: the last bits of its numbers may be others", kind,
        name, other->second));
  }
  return warnings;
}

Fitted gone_on_with(const Fitted& began, Fitted now) {
  now.continued = began.continued;
  if (began.config_sha256 == now.config_sha256) return now;
  // A stop between fitted.json and config.yaml leaves a run that is still as long as it was.
  if (!now.continued.empty() && now.continued.back().first == now.config_sha256) {
    now.continued.pop_back();
  } else {
    now.continued.emplace_back(began.config_sha256, began.identity());
  }
  return now;
}

}  // namespace bnn
