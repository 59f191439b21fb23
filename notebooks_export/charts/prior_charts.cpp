#include "notebooks_export/charts/prior_charts.h"

#include <cmath>

#include "notebooks_export/text/figures.h"

namespace report {
namespace {

using nlohmann::ordered_json;

double share_of(std::int64_t count, const std::vector<std::int64_t>& counts) {
  double total = 0.0;
  for (const std::int64_t each : counts) total += static_cast<double>(each);
  return total > 0.0 ? static_cast<double>(count) / total : 0.0;
}

// Bars over [0, high] and a rule where a network that knows nothing lies.
ordered_json panel(const std::vector<std::int64_t>& counts, double high, double ignorance,
                   const std::string& title, const std::string& format, const char* colour) {
  ordered_json rows = ordered_json::array();
  for (std::size_t bin = 0; bin < counts.size(); ++bin) {
    const double width = high / static_cast<double>(counts.size());
    rows.push_back({{"low", width * static_cast<double>(bin)},
                    {"high", width * static_cast<double>(bin + 1)},
                    {"count", counts[bin]},
                    {"share", share_of(counts[bin], counts)}});
  }
  const ordered_json x{{"field", "low"},
                       {"bin", "binned"},
                       {"type", "quantitative"},
                       {"title", title},
                       {"axis", {{"format", format}, {"grid", false}}},
                       {"scale", {{"domain", {0.0, high}}, {"nice", false}}}};
  const ordered_json bars{
      {"mark", {{"type", "bar"}, {"color", colour}, {"binSpacing", 0}, {"fillOpacity", 0.75}}},
      {"encoding",
       {{"x", x},
        {"x2", {{"field", "high"}}},
        {"y", quantity("share", "Networks and images", "%")},
        {"tooltip",
         {{{"field", "low"}, {"format", ".2f"}, {"title", "from"}},
          {{"field", "high"}, {"format", ".2f"}, {"title", "to"}},
          {{"field", "count"}}}}}}};
  const ordered_json rule{{"data", {{"values", {{{"place", ignorance}}}}}},
                          {"mark", {{"type", "rule"}, {"color", kGrey}, {"strokeDash", {6, 3}}}},
                          {"encoding", {{"x", {{"field", "place"}, {"type", "quantitative"}}}}}};
  return {{"width", 300}, {"height", 200}, {"data", {{"values", rows}}}, {"layer", {bars, rule}}};
}

Chart confidence(const PriorRecord& prior) {
  const double classes = static_cast<double>(prior.class_names.size());
  Chart chart{
      "prior-confidence",
      "How sure is a network before it has seen anything?",
      "Each network drawn from the prior gives a probability to every class of every image. The dashed lines "
      "are where a network without any opinion lies: top probability 1 / C, entropy log C. Mass at top "
      "probability 1 is a prior whose networks are sure of what they cannot know.",
      {},
      {"", {{"Bin", Align::kRight}, {"Top probability", Align::kRight}, {"Entropy", Align::kRight}}, {}}};
  for (std::size_t bin = 0; bin < prior.top_probability_counts.size(); ++bin) {
    chart.numbers.rows.push_back({static_cast<std::int64_t>(bin + 1),
                                  Cell::figure(grouped(prior.top_probability_counts[bin])),
                                  Cell::figure(grouped(prior.entropy_counts[bin]))});
  }
  chart.spec = chart_head(chart.title, "Histograms of top probability and entropy. " + chart.reading);
  chart.spec["concat"] = {
      panel(prior.top_probability_counts, 1.0, 1.0 / classes, "Top probability of a network", ".1f", kBlue),
      panel(prior.entropy_counts, std::log(classes), std::log(classes), "Entropy of its prediction (nats)",
            ".1f", kOrange)};
  chart.spec["columns"] = 2;
  return chart;
}

Chart class_bars(const PriorRecord& prior) {
  Chart chart{
      "prior-classes",
      "Which classes do they name?",
      "Share of networks and images in which each class has the largest probability; the dashed line is an "
      "even share. Unequal bars with many networks mean that the prior favours classes.",
      {},
      {"", {{"Class"}, {"Share", Align::kRight}}, {}}};
  ordered_json rows = ordered_json::array();
  for (std::size_t c = 0; c < prior.class_shares.size(); ++c) {
    rows.push_back({{"class", prior.class_names[c]}, {"share", prior.class_shares[c]}});
    chart.numbers.rows.push_back({prior.class_names[c], Cell::figure(percent(prior.class_shares[c]))});
  }
  const double even = 1.0 / static_cast<double>(prior.class_shares.size());
  chart.spec = chart_head(chart.title, "Bars of class shares. " + chart.reading);
  chart.spec.update(
      {{"width", 440},
       {"height", 200},
       {"data", {{"values", rows}}},
       {"layer",
        {{{"mark", {{"type", "bar"}, {"color", kGreen}, {"fillOpacity", 0.75}}},
          {"encoding",
           {{"x",
             {{"field", "class"},
              {"type", "nominal"},
              {"sort", nullptr},
              {"title", "Class"},
              {"axis", {{"labelAngle", 0}}}}},
            {"y", quantity("share", "Share", "%")},
            {"tooltip",
             {{{"field", "class"}, {"type", "nominal"}}, {{"field", "share"}, {"format", ".1%"}}}}}}},
         {{"data", {{"values", {{{"even", even}}}}}},
          {"mark", {{"type", "rule"}, {"color", kGrey}, {"strokeDash", {6, 3}}}},
          {"encoding", {{"y", {{"field", "even"}, {"type", "quantitative"}}}}}}}}});
  return chart;
}

}  // namespace

std::vector<Chart> prior_charts(const PriorRecord& prior) { return {confidence(prior), class_bars(prior)}; }

}  // namespace report
