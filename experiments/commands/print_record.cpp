#include "experiments/commands/print_record.h"

#include <fmt/format.h>

#include <algorithm>

#include "experiments/files/shell_word.h"
#include "experiments/files/terminal_text.h"
#include "experiments/process/standard_streams.h"
#include "experiments/process/terminal.h"
#include "notebooks_export/tables/conformal_tables.h"
#include "notebooks_export/tables/result_tables.h"

namespace bnn {
namespace {

void print_titled(report::Table table, std::string title) {
  table.title = std::move(title);
  print_table(table);
}

}  // namespace

void print_record(const report::RunRecord& record) {
  for (const auto& split : record.splits) {
    if (split.note.empty()) continue;
    print_wrapped(split.note);
    if (!split.warning.empty()) print_wrapped("warning: " + split.warning);
  }
  if (const auto calibrated = report::calibration_table(record); !calibrated.rows.empty()) {
    print("\n");
    print_titled(calibrated, "After calibration");
  }
  if (!record.conformal.empty()) {
    print_titled(report::conformal_table(record.conformal), "Prediction sets of the test images");
    for (const auto& sets : record.conformal) {
      if (sets.warning.empty()) continue;
      print_wrapped(fmt::format("warning: {} ({}): {}", sets.title, sets.options, sets.warning));
    }
    print("\n");
  }
  print_titled(report::run_table(record),
               record.class_names.empty() ? "Figures of the test examples" : "Figures of the test images");
}

void print_comparison(const report::ComparisonRecord& record) {
  print_titled(report::comparison_table(record),
               record.seeds.size() > 1 ? "Each method on the test images: mean ± standard error over seeds"
                                       : "Each method on the test images");
  if (record.methods.size() < 2) return;
  // With one seed, other images are all that can be asked for.
  const std::string difference = "Difference to " + record.methods.front().label;
  if (record.seeds.size() > 1) {
    print_titled(report::difference_table(record), difference + ", paired by seed, with 95 % intervals");
  } else {
    print_titled(report::images_table(record), difference + ", with 95 % intervals over the test images");
  }
}

void print_results(const std::filesystem::path& folder, const std::vector<std::string>& formats,
                   const std::string& next) {
  print("results: {}\n", terminal_line(folder.string()));
  if (std::find(formats.begin(), formats.end(), "html") != formats.end()) {
    print("report:  {}\n", terminal_line((folder / "report.html").string()));
  }
  print("next:    {} {}\n", next, shell_word(folder.string()));
}

}  // namespace bnn
