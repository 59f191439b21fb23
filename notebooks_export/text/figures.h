#pragma once

#include <cstdint>
#include <string>

#include "bayes/core/metric_info.h"

/// How numbers are written for people. What is not finite is written as an en dash.
namespace report {

using bayes::MetricInfo;
using bayes::Unit;

/// A share in [0, 1] as "98.71 %", with `digits` after the point.
std::string percent(double share, int digits = 2);
/// "0.0421": `digits` after the point.
std::string fixed(double value, int digits = 4);
/// As `fixed`, with a plus or a minus sign (U+2212) before it.
std::string signed_fixed(double value, int digits = 4);
/// `digits` significant digits, without an exponent between 1e-4 and 1e6.
std::string significant(double value, int digits = 3);
/// 61706 as "61 706", with a narrow no-break space between groups (ISO 80000-1).
std::string grouped(std::int64_t count);
/// "8.2 s", "3 min 20 s", "2 h 05 min", with no-break spaces before the units.
std::string duration(double seconds);
/// The shortest decimal that reads back as the same double; empty where it is not finite. For machines.
std::string round_trip(double value);

/// Digits after the point that show a figure by its error: one that counts, two where the first is a 1; at
/// least `least` and at most 8. Where there is no error (0 or not finite) such that the figure itself shows
/// two that count.
int digits_by_error(double value, double error, int least);
/// The same of a metric and its standard error as `metric_value` writes them: percent where it is a share.
int metric_digits(Unit unit, double value, double error);
/// The value of a metric as people read it: percent where it is a share.
std::string metric_value(Unit unit, double value, int digits);
/// A number of a table or a history: percent where it is a share, whole ones in groups of three digits, four
/// significant digits elsewhere.
std::string measured_value(Unit unit, double value);
/// "Entropy (nats)": the title of an axis or a column; shares and numbers in the target's unit have no
/// suffix.
std::string with_unit(const std::string& title, Unit unit);
/// What the figure of an epoch is, by its key: "accuracy", "rmse".
MetricInfo epoch_figure(const std::string& key);
/// A metric's title, or its key where it has none.
const std::string& title_of(const MetricInfo& metric);
/// The same where there is little room: "ECE", "NLL, nats".
std::string short_title(const MetricInfo& metric);

/// What was learnt with a weight tensor, for people: "Dropout rate" of "dropout_rate".
std::string scale_title(const std::string& scale_name);

}  // namespace report
