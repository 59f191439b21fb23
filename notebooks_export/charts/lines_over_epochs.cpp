#include "notebooks_export/charts/lines_over_epochs.h"

#include <cctype>

#include "notebooks_export/charts/epoch_axis.h"
#include "notebooks_export/text/figures.h"

namespace report {

using nlohmann::ordered_json;

Chart lines_over_epochs(const std::vector<EpochRecord>& history, const EpochLines& lines) {
  Chart chart{lines.id,
              lines.title,
              lines.reading,
              {},
              {"", {{"Member", Align::kRight}, {"Epoch", Align::kRight}}, {}}};
  std::vector<std::string> names;
  for (const auto& [name, value] : lines.of_epoch(history.front())) {
    names.push_back(name);
    chart.numbers.columns.push_back({name, Align::kRight});
  }
  ordered_json rows = ordered_json::array();
  for (const EpochRecord& epoch : history) {
    std::vector<Cell> cells{epoch.member, epoch.epoch};
    const auto numbers = lines.of_epoch(epoch);
    for (std::size_t at = 0; at < numbers.size(); ++at) {
      rows.push_back({{"epoch", epoch.epoch},
                      {"member", epoch.member},
                      {lines.series, numbers[at].first},
                      {"series", at},
                      {lines.field, numbers[at].second}});
      cells.push_back(Cell::figure(significant(numbers[at].second, 5)));
    }
    cells.resize(chart.numbers.columns.size(), Cell(""));
    chart.numbers.rows.push_back(cells);
  }

  std::string series_title = lines.series;
  series_title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(series_title[0])));
  const auto by_series = [&](ordered_json scale) -> ordered_json {
    return {
        {"field", lines.series}, {"type", "nominal"}, {"title", series_title}, {"scale", std::move(scale)}};
  };
  chart.spec = chart_head(chart.title, "Lines over epochs, one a " + lines.series + ". " + chart.reading);
  chart.spec.update({{"width", 560},
                     {"height", 260},
                     {"data", {{"values", rows}}},
                     {"mark", epoch_line()},
                     {"encoding",
                      {{"x", epoch_axis(history)},
                       {"y", lines.y},
                       {"detail", {{"field", "member"}, {"type", "nominal"}}},
                       {"color", by_series(series_colours(names))},
                       {"strokeDash", series_dash()},
                       {"shape", by_series(series_shapes(names))},
                       {"tooltip",
                        {{{"field", lines.series}, {"type", "nominal"}},
                         {{"field", "epoch"}},
                         {{"field", "member"}},
                         {{"field", lines.field}, {"format", ".4~g"}}}}}}});
  return chart;
}

}  // namespace report
