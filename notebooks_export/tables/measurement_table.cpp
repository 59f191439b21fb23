#include "notebooks_export/tables/measurement_table.h"

#include <algorithm>
#include <utility>

#include "notebooks_export/text/figures.h"

namespace report {
namespace {

void add_rows(MeasuredTable& table, const MeasuredSeries& series, bool has_intervals) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t at = 0; at < series.x.size(); ++at) {
    table.rows.push_back({series.name, {series.x[at], series.y[at]}});
    if (!has_intervals) continue;
    const bool known = !series.low.empty();
    table.rows.back().values.push_back(known ? series.low[at] : none);
    table.rows.back().values.push_back(known ? series.high[at] : none);
  }
}

MeasuredTable table_of_series(const std::string& names, const Quantity& x, const Quantity& y,
                              const std::vector<MeasuredSeries>& series) {
  MeasuredTable table{names, {x, y}, {}};
  const bool has_intervals =
      std::any_of(series.begin(), series.end(), [](const MeasuredSeries& one) { return !one.low.empty(); });
  if (has_intervals) table.columns.push_back({"low", "from", y.unit});
  if (has_intervals) table.columns.push_back({"high", "to", y.unit});
  for (const MeasuredSeries& one : series) add_rows(table, one, has_intervals);
  return table;
}

/// Every kind as rows and columns.
struct AsTable {
  MeasuredTable operator()(const MeasuredTable& table) const { return table; }
  MeasuredTable operator()(const MeasuredCurve& curve) const {
    return table_of_series(curve.series.size() > 1 ? "Series" : "", curve.x, curve.y, curve.series);
  }
  MeasuredTable operator()(const MeasuredPoints& points) const {
    return table_of_series("", points.x, points.y, {points.points});
  }
  MeasuredTable operator()(const MeasuredBars& bars) const {
    MeasuredTable table{"", {bars.x, {"to", "to", bars.x.unit}, bars.y}, {}};
    for (std::size_t bin = 0; bin < bars.counts.size(); ++bin) {
      table.rows.push_back(
          {"", {bars.edges[bin], bars.edges[bin + 1], static_cast<double>(bars.counts[bin])}});
    }
    return table;
  }
};

template <class NameOf, class CellOf>
Table written(const MeasuredTable& measured, const std::string& names, std::size_t most, NameOf name_of,
              CellOf cell_of) {
  Table table;
  const bool is_named = !measured.names.empty();
  if (is_named) table.columns.push_back({names});
  for (const Quantity& column : measured.columns) table.columns.push_back({name_of(column), Align::kRight});
  for (std::size_t at = 0; at < std::min(most, measured.rows.size()); ++at) {
    const MeasuredTable::Row& row = measured.rows[at];
    std::vector<Cell> cells;
    if (is_named) cells.emplace_back(row.name);
    for (std::size_t of = 0; of < row.values.size(); ++of) {
      cells.push_back(cell_of(measured.columns[of].unit, row.values[of]));
    }
    table.rows.push_back(std::move(cells));
  }
  return table;
}

}  // namespace

Table measurement_table(const Measurement& measurement, std::size_t most) {
  const MeasuredTable measured = std::visit(AsTable{}, measurement.of);
  return written(
      measured, measured.names, most,
      [](const Quantity& column) { return with_unit(column.title, column.unit); },
      [](Unit unit, double value) { return Cell::figure(measured_value(unit, value)); });
}

Table measurement_values(const Measurement& measurement) {
  const MeasuredTable measured = std::visit(AsTable{}, measurement.of);
  return written(
      measured, "name", measured.rows.size(), [](const Quantity& column) { return column.key; },
      [](Unit, double value) { return Cell(value); });
}

}  // namespace report
