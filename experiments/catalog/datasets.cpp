#include "experiments/catalog/datasets.h"

#include "experiments/datasets/csv_dataset.h"
#include "experiments/datasets/idx_dataset.h"

namespace bnn {
namespace {

struct NoOptions {
  template <class Options, class Visitor>
  static void visit_fields(Options&, Visitor&&) {}
};

Entry<FindDataset> idx_dataset(const char* summary, const char* reference, const DataSource& source,
                               const std::vector<std::string>& class_names) {
  return entry<FindDataset, NoOptions>(source.name, source.title, summary, reference, [=](const NoOptions&) {
    return KnownDataset{class_names,
                        Targets::kClasses,
                        {1, 28, 28, static_cast<std::int64_t>(class_names.size())},
                        [=] { return find_idx_shape(source, class_names); },
                        [=] { return load_idx_dataset(source, class_names); },
                        [=] { return load_idx_test_images(source, class_names); }};
  });
}

}  // namespace

const std::vector<Entry<FindDataset>>& datasets() {
  static const std::vector<Entry<FindDataset>> list{
      idx_dataset("60,000 and 10,000 handwritten digits, 28x28 pixels, 10 classes.", "LeCun et al. 1998",
                  mnist_source(), {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}),
      idx_dataset("60,000 and 10,000 articles of clothing, 28x28 pixels, 10 classes.", "Xiao et al. 2017",
                  fashion_mnist_source(),
                  {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
                   "Ankle boot"}),
      entry<FindDataset, CsvOptions>(
          "csv", "CSV table",
          "Rows of a file: numbers or categories as inputs, numbers or classes as targets.", "", csv_dataset),
  };
  return list;
}

std::vector<DataSource> data_sources() { return {mnist_source(), fashion_mnist_source()}; }

}  // namespace bnn
