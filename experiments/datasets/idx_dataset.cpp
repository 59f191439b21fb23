#include "experiments/datasets/idx_dataset.h"

#include <filesystem>

#include "bayes/core/error.h"
#include "experiments/datasets/file_sums.h"
#include "experiments/datasets/idx_file.h"

namespace bnn {
namespace {

using bayes::Error;
using bayes::Fault;
namespace fs = std::filesystem;

std::optional<fs::path> find(const DataSource& source, const DataFile& file) {
  const fs::path folder = find_data_folder() / source.name;
  for (const auto& name : spellings(file.name)) {
    if (fs::exists(folder / name)) return folder / name;
  }
  return std::nullopt;
}

fs::path locate(const DataSource& source, const DataFile& file) {
  if (const auto path = find(source, file)) return *path;
  throw Error(source.title + " is not there: \"" + file.name + "\" is missing",
              (find_data_folder() / source.name).string(),
              "run `bnn data fetch " + source.name + "`, or set BAYES_DATA to the folder that holds " +
                  source.name + "/",
              Fault::kData);
}

// From two files of the source, the images first; their sums go to `dataset`.
RawExamples read_split(const DataSource& source, std::size_t first_file, Dataset& dataset) {
  const auto& images_file = source.files[first_file];
  const auto& labels_file = source.files[first_file + 1];
  const auto classes = static_cast<std::int64_t>(dataset.class_names.size());
  const auto own = read_own_sums(find_data_folder() / source.name);
  const auto images_path = locate(source, images_file);
  const auto labels_path = locate(source, labels_file);
  const IdxArray images = read_idx(images_path, IdxKind::kImages);
  const IdxArray labels = read_idx(labels_path, IdxKind::kLabels);
  dataset.checksums.emplace_back(images_file.name, images.sha256);
  dataset.checksums.emplace_back(labels_file.name, labels.sha256);
  if (images.shape[0] != labels.shape[0]) {
    throw Error(
        std::to_string(images.shape[0]) + " images, but " + std::to_string(labels.shape[0]) + " labels",
        images_path.string() + ", " + labels_path.string(), "fetch the data anew", Fault::kData);
  }
  RawExamples split;
  split.inputs = torch::from_blob(const_cast<std::uint8_t*>(images.values.data()),
                                  {images.shape[0], 1, images.shape[1], images.shape[2]}, torch::kUInt8)
                     .clone();
  split.targets =
      torch::from_blob(const_cast<std::uint8_t*>(labels.values.data()), {labels.shape[0]}, torch::kUInt8)
          .to(torch::kInt64);
  const auto highest = split.targets.max().item<std::int64_t>();
  if (highest >= classes) {
    throw Error("a label is " + std::to_string(highest) + ", but " + source.title + " has classes 0 to " +
                    std::to_string(classes - 1),
                labels_path.string(), "fetch the data anew", Fault::kData);
  }
  if (split.size() > 1 && split.targets.min().item<std::int64_t>() == highest) {
    throw Error("all labels are " + std::to_string(highest), labels_path.string(), "fetch the data anew",
                Fault::kData);
  }
  if (split.inputs.min().item<std::int64_t>() == split.inputs.max().item<std::int64_t>()) {
    throw Error("all pixels have the same value", images_path.string(), "fetch the data anew", Fault::kData);
  }
  // After what is wrong with the contents, which says more.
  require_known_sum(source, images_file, images_path, images.sha256, own);
  require_known_sum(source, labels_file, labels_path, labels.sha256, own);
  return split;
}

}  // namespace

std::optional<models::InputShape> find_idx_shape(const DataSource& source,
                                                 const std::vector<std::string>& class_names) {
  for (const std::size_t images : {0, 2}) {
    const auto path = find(source, source.files[images]);
    if (!path) continue;
    const auto shape = read_idx_shape(*path, IdxKind::kImages);
    return models::InputShape{1, shape[1], shape[2], static_cast<std::int64_t>(class_names.size())};
  }
  return std::nullopt;
}

Dataset load_idx_test_images(const DataSource& source, const std::vector<std::string>& class_names) {
  Dataset dataset;
  dataset.class_names = class_names;
  dataset.test = read_split(source, /*first_file=*/2, dataset);
  return dataset;
}

Dataset load_idx_dataset(const DataSource& source, const std::vector<std::string>& class_names) {
  Dataset dataset;
  dataset.class_names = class_names;
  dataset.train = read_split(source, /*first_file=*/0, dataset);
  dataset.test = read_split(source, /*first_file=*/2, dataset);
  if (dataset.train.inputs.sizes().slice(1) != dataset.test.inputs.sizes().slice(1)) {
    throw Error("training and test images differ in size", (find_data_folder() / source.name).string(),
                "fetch the data anew", Fault::kData);
  }
  return dataset;
}

}  // namespace bnn
