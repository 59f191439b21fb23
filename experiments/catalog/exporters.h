#pragma once

#include <functional>
#include <string>
#include <vector>

#include "notebooks_export/records/run_record.h"

namespace bnn {

/// A format that reports can be written in.
struct ExporterEntry {
  std::string name;     ///< "html"
  std::string summary;  ///< one line
  std::function<std::vector<report::ExportedFile>(const report::RunRecord&)> run;
  std::function<std::vector<report::ExportedFile>(const report::ComparisonRecord&)>
      comparison;  ///< may be empty
};

/// The formats that `report.formats` and `bnn export --format` can name.
const std::vector<ExporterEntry>& exporters();

/// The one of that name. Throws `bayes::Error` (kUsage) with the known ones where there is none.
const ExporterEntry& exporter(const std::string& name);

}  // namespace bnn
