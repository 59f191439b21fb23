#include "notebooks_export/tables/conformal_tables.h"

#include <algorithm>
#include <utility>

#include "notebooks_export/text/figures.h"

namespace report {
namespace {

std::string share_of(const CoverageRow& row) {
  return row.examples == 0 ? "–" : percent(row.share) + " of " + grouped(row.examples);
}

/// A line for each place in `rows_of`, which all records fill as far as they go.
template <class RowsOf, class NameOf>
Table stratified_table(const std::string& first, const std::vector<ConformalRecord>& records, RowsOf rows_of,
                       NameOf name_of) {
  Table table{"", {{first}}, {}};
  std::size_t most = 0;
  for (const auto& record : records) {
    table.columns.push_back({record.title + " (" + record.options + ")", Align::kRight});
    most = std::max(most, rows_of(record).size());
  }
  for (std::size_t at = 0; at < most; ++at) {
    std::vector<Cell> row{name_of(at)};
    bool any = false;
    for (const auto& record : records) {
      const auto& rows = rows_of(record);
      const CoverageRow coverage = at < rows.size() ? rows[at] : CoverageRow{};
      any = any || coverage.examples > 0;
      row.push_back(Cell::figure(share_of(coverage)));
    }
    if (any) table.rows.push_back(std::move(row));
  }
  return table;
}

std::string size_and_interval(const ConformalRecord& record) {
  return fixed(record.mean_size, 3) + " [" + fixed(record.mean_size_low, 3) + ", " +
         fixed(record.mean_size_high, 3) + "]";
}

}  // namespace

Table conformal_table(const std::vector<ConformalRecord>& records) {
  Table table{"",
              {{"Sets"},
               {"Options"},
               {"Coverage", Align::kRight},
               {"95 % from", Align::kRight},
               {"to", Align::kRight},
               {"Mean size", Align::kRight},
               {"Empty", Align::kRight},
               {"One class", Align::kRight}},
              {}};
  for (const auto& record : records) {
    const auto share = [](double value) { return Cell::figure(percent(value)); };
    table.rows.push_back({record.title, record.options, share(record.all.share), share(record.all.low),
                          share(record.all.high), Cell::figure(size_and_interval(record)),
                          share(record.empty), share(record.singletons)});
  }
  return table;
}

Table conformal_class_table(const std::vector<ConformalRecord>& records,
                            const std::vector<std::string>& class_names) {
  return stratified_table(
      "Class", records, [](const auto& record) -> const auto& { return record.by_class; },
      [&](std::size_t at) { return at < class_names.size() ? class_names[at] : std::to_string(at); });
}

Table conformal_size_table(const std::vector<ConformalRecord>& records) {
  return stratified_table(
      "Classes in the set", records, [](const auto& record) -> const auto& { return record.by_size; },
      [](std::size_t at) { return std::to_string(at); });
}

}  // namespace report
