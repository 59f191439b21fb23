#include "experiments/commands/print_record.h"

#include <fmt/format.h>

#include "notebooks_export/result_tables.h"

namespace bnn {

void print_record(const report::RunRecord& record) {
  for (const auto& split : record.splits) {
    if (split.note.empty()) continue;
    fmt::print("{}\n", split.note);
    if (!split.warning.empty()) fmt::print("warning: {}\n", split.warning);
    fmt::print("{}\n", report::plain_text(report::split_table(split)));
  }
  fmt::print("{}\n", report::plain_text(report::run_table(record)));
}

}  // namespace bnn
