#pragma once

#include <filesystem>
#include <string>

#include "notebooks_export/tables/table.h"

namespace bnn {

/// Every metric of two complete runs on their test images, with 95 % intervals over images, and the second
/// less the first. Throws as `read_compared_run`.
report::Table metrics_difference(const std::filesystem::path& first, const std::string& first_title,
                                 const std::filesystem::path& second, const std::string& second_title);

}  // namespace bnn
