#include "experiments/commands/print_record.h"

#include "experiments/standard_streams.h"
#include "notebooks_export/conformal_tables.h"
#include "notebooks_export/result_tables.h"

namespace bnn {

void print_record(const report::RunRecord& record) {
  for (const auto& split : record.splits) {
    if (split.note.empty()) continue;
    print("{}\n", split.note);
    if (!split.warning.empty()) print("warning: {}\n", split.warning);
  }
  if (const auto calibrated = report::calibration_table(record); !calibrated.rows.empty()) {
    print("\n{}\n", report::plain_text(calibrated));
  }
  if (!record.conformal.empty()) {
    print("Prediction sets of the test images\n{}",
          report::plain_text(report::conformal_table(record.conformal)));
    for (const auto& sets : record.conformal) {
      if (!sets.warning.empty()) print("warning: {} ({}): {}\n", sets.title, sets.options, sets.warning);
    }
    print("\n");
  }
  print("{}\n", report::plain_text(report::run_table(record)));
}

}  // namespace bnn
