#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <variant>

#include "notebooks_export/formats/json_archive.h"
#include "notebooks_export/records/measurement.h"

/// What metrics.json names the fields of measurements, for writing and reading alike.
namespace report {

/// A text from a list of names, one a value of the enumeration.
template <class Archive, class Value, std::size_t kCount>
void named(Archive& a, const std::string& key, Value& value, const char* const (&names)[kCount]) {
  std::string name = Archive::kReads ? "" : names[static_cast<std::size_t>(value)];
  a(key, name);
  if constexpr (Archive::kReads) {
    const auto found = std::find(std::begin(names), std::end(names), name);
    if (found == std::end(names)) a.part[key].refuse("is not a name that is known");
    value = static_cast<Value>(found - std::begin(names));
  }
}

template <class Archive>
void require(Archive& a, bool fits, const char* key) {
  if constexpr (Archive::kReads) {
    if (!fits) a.part[key].refuse("does not fit the lists beside it");
  }
}

template <class Archive>
void fields(Archive& a, In<Archive, Quantity>& quantity) {
  constexpr const char* kUnits[] = {"plain", "share", "nats", "target"};  // in the order of `Unit`
  a("key", quantity.key);
  a("title", quantity.title);
  named(a, "unit", quantity.unit, kUnits);
}

template <class Archive>
void fields(Archive& a, In<Archive, MeasuredTable::Row>& row) {
  a("name", row.name);
  a("values", row.values);
}

template <class Archive>
void fields(Archive& a, In<Archive, MeasuredTable>& table) {
  a("names", table.names);
  a("columns", table.columns);
  a("rows", table.rows);
  for (const auto& row : table.rows) require(a, row.values.size() == table.columns.size(), "rows");
}

template <class Archive>
void fields(Archive& a, In<Archive, MeasuredSeries>& series) {
  a("name", series.name);
  a("x", series.x);
  a("y", series.y);
  a.where(!series.low.empty(), "low", series.low);
  a.where(!series.high.empty(), "high", series.high);
  require(a, series.y.size() == series.x.size(), "y");
  require(a, series.low.size() == series.high.size(), "y");
  require(a, series.low.empty() || series.low.size() == series.y.size(), "low");
}

template <class Archive, class Line>
void reference_line(Archive& a, Line& line) {
  constexpr const char* kLines[] = {"none", "diagonal", "zero"};  // in the order of `ReferenceLine`
  named(a, "line", line, kLines);
}

template <class Archive>
void fields(Archive& a, In<Archive, MeasuredCurve>& curve) {
  a("x", curve.x);
  a("y", curve.y);
  a("series", curve.series);
  reference_line(a, curve.line);
}

template <class Archive>
void fields(Archive& a, In<Archive, MeasuredBars>& bars) {
  a("x", bars.x);
  a("y", bars.y);
  a("edges", bars.edges);
  a("counts", bars.counts);
  a("expected", bars.expected);
  require(a, bars.edges.size() == bars.counts.size() + 1, "edges");
}

template <class Archive>
void fields(Archive& a, In<Archive, MeasuredPoints>& points) {
  a("x", points.x);
  a("y", points.y);
  a("points", points.points);
  reference_line(a, points.line);
}

/// Under the name of its kind, which tells a reader what it is.
template <class Kind, class Archive>
void kind_of(Archive& a, const char* kind, In<Archive, Measurement>& measurement) {
  if constexpr (Archive::kReads) {
    if (a.part.has(kind)) a(kind, measurement.of.template emplace<Kind>());
  } else {
    if (const auto* of = std::get_if<Kind>(&measurement.of)) a(kind, *of);
  }
}

template <class Archive>
void fields(Archive& a, In<Archive, Measurement>& measurement) {
  a("key", measurement.key);
  a("title", measurement.title);
  a("reading", measurement.reading);
  kind_of<MeasuredTable>(a, "table", measurement);
  kind_of<MeasuredCurve>(a, "curve", measurement);
  kind_of<MeasuredBars>(a, "bars", measurement);
  kind_of<MeasuredPoints>(a, "points", measurement);
}

}  // namespace report
