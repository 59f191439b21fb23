#pragma once

#include <vector>

#include "experiments/catalog/entry.h"
#include "experiments/datasets/data_file.h"
#include "experiments/datasets/dataset.h"

namespace bnn {

using FindDataset = KnownDataset();

/// The data sets that `data.name` can name.
const std::vector<Entry<FindDataset>>& datasets();

/// Those that `bnn data fetch` can fetch.
std::vector<DataSource> data_sources();

}  // namespace bnn
