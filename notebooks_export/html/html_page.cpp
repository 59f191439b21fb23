#include "notebooks_export/html/html_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "notebooks_export/embedded_files.h"
#include "notebooks_export/formats/digest.h"
#include "notebooks_export/formats/image_png.h"
#include "notebooks_export/text/escaping.h"
#include "notebooks_export/text/figures.h"

namespace report {
namespace {

using kainjow::mustache::data;

constexpr const char* kScripts[] = {"vega.min.js", "vega-lite.min.js", "vega-embed.min.js",
                                    "vega-interpreter.min.js", "report.js"};

/// A script that cannot end the element it stands in.
std::string script_body(std::string_view script) {
  std::string body(script);
  for (std::size_t at = 0; (at = body.find("</script", at)) != std::string::npos;)
    body.replace(at, 2, "<\\/");
  return body;
}

std::string class_name(const std::vector<std::string>& names, std::int64_t index) {
  const bool named = index >= 0 && index < static_cast<std::int64_t>(names.size());
  return printable(named ? names[static_cast<std::size_t>(index)] : std::to_string(index));
}

/// Bars of an image: all classes in their order, or the ten likeliest where there are more.
data bar_list(const ShownImage& image, const std::vector<std::string>& class_names) {
  constexpr std::size_t kBars = 10;
  std::vector<std::size_t> order(image.probabilities.size());
  std::iota(order.begin(), order.end(), 0);
  if (order.size() > kBars) {
    std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
      return image.probabilities[left] > image.probabilities[right];
    });
    order.resize(kBars);
  }
  data bars{data::type::list};
  int place = 0;
  for (const std::size_t of : order) {
    const auto index = static_cast<std::int64_t>(of);
    const double height = std::clamp(28.0 * image.probabilities[of], 0.6, 28.0);
    data bar;
    bar.set("x", std::to_string(10 * place++));
    bar.set("y", fmt::format("{:.2f}", 28.0 - height));
    bar.set("height", fmt::format("{:.2f}", height));
    bar.set("kind", index == image.label ? "label" : index == image.predicted ? "predicted" : "other");
    bar.set("title", class_name(class_names, index) + ": " + percent(image.probabilities[of], 1));
    bars.push_back(bar);
  }
  return bars;
}

/// Where the error or the interval of a figure begins: "99.29 ± 0.03", "0.41 [0.20, 0.62]".
std::size_t start_of_spread(const Cell& cell) {
  if (!cell.is_figure) return std::string::npos;
  return std::min(cell.text.find(" ± "), cell.text.find(" ["));
}

std::string png_source(const ShownImage& image) {
  return "data:image/png;base64," + base64(png_bytes(image));
}

void add_flat(Table& table, const std::string& prefix, const nlohmann::ordered_json& value) {
  if (value.is_object() && !value.empty()) {
    for (const auto& [key, inner] : value.items())
      add_flat(table, prefix.empty() ? key : prefix + "." + key, inner);
    return;
  }
  const std::string text = value.is_string()
                               ? value.get<std::string>()
                               : value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  table.rows.push_back({prefix, text});
}

/// A template of a page, divided at its list of contents and at its foot.
struct PageTemplate {
  std::string_view before;    ///< the page's head and title
  std::string_view sections;  ///< what the list is of
  std::string_view foot;      ///< licences and scripts, which have no headings
};

PageTemplate divided(std::string_view page) {
  constexpr std::string_view kContents = "{{> contents}}", kFoot = "{{> foot}}";
  const std::size_t contents = page.find(kContents), foot = page.find(kFoot);
  const std::size_t sections = contents + kContents.size();
  return {page.substr(0, contents), page.substr(sections, foot - sections), page.substr(foot)};
}

std::string rendered(std::string_view text, const data& values) {
  return kainjow::mustache::mustache{std::string(text)}.render(values);
}

/// Headings of sections that can be linked to: texts of users cannot hold the markup that is looked for.
data headings_of(const std::string& sections) {
  const std::string start = "<h2 id=\"";
  data list{data::type::list};
  for (std::size_t at = sections.find(start); at != std::string::npos; at = sections.find(start, at + 1)) {
    const std::size_t id = at + start.size(), id_end = sections.find('"', id);
    const std::size_t title = sections.find('>', id_end) + 1, title_end = sections.find("</h2>", title);
    data entry;
    entry.set("id", sections.substr(id, id_end - id));
    entry.set("title", sections.substr(title, title_end - title));
    list.push_back(entry);
  }
  return list;
}

}  // namespace

data text_data(std::string_view text) { return printable(text); }

data table_data(const Table& table) {
  data columns{data::type::list};
  for (const Column& column : table.columns) {
    data head;
    head.set("title", text_data(column.title));
    head.set("number", column.align == Align::kRight);
    columns.push_back(head);
  }
  data rows{data::type::list};
  for (const auto& row : table.rows) {
    data cells{data::type::list};
    for (std::size_t at = 0; at < row.size(); ++at) {
      const std::string& text = row[at].text;
      const std::size_t spread = at == 0 ? std::string::npos : start_of_spread(row[at]);
      data cell;
      cell.set("text", text_data(text.substr(0, spread)));
      cell.set("spread", spread == std::string::npos ? data{false} : text_data(text.substr(spread + 1)));
      cell.set("number", table.columns[at].align == Align::kRight);
      cell.set("head", at == 0);
      cells.push_back(cell);
    }
    data line;
    line.set("cells", cells);
    rows.push_back(line);
  }
  data made;
  made.set("columns", columns);
  made.set("rows", rows);
  return made;
}

data chart_data(const Chart& chart) {
  data made;
  made.set("id", chart.id);
  made.set("title", text_data(chart.title));
  made.set("reading", text_data(chart.reading));
  made.set("spec", json_for_script(
                       chart.spec.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)));
  made.set("numbers", table_data(chart.numbers));
  return made;
}

data image_list(const std::vector<ShownImage>& images, const std::vector<std::string>& class_names,
                const std::vector<ShownImage>& originals) {
  data list{data::type::list};
  for (std::size_t at = 0; at < images.size(); ++at) {
    const ShownImage& image = images[at];
    const auto predicted = static_cast<std::size_t>(std::max<std::int64_t>(image.predicted, 0));
    const double probability = predicted < image.probabilities.size() ? image.probabilities[predicted] : 0.0;
    data entry;
    entry.set("source", png_source(image));
    if (at < originals.size()) entry.set("original", png_source(originals[at]));
    entry.set("index", std::to_string(image.index));
    entry.set("label", class_name(class_names, image.label));
    entry.set("predicted", class_name(class_names, image.predicted));
    entry.set("probability", percent(probability, 0));
    entry.set("entropy", fixed(image.predictive_entropy, 2));
    entry.set("mutual_information", fixed(image.mutual_information, 2));
    entry.set("mutual_information_corrected", fixed(image.mutual_information_corrected, 2));
    entry.set("wrong", image.label != image.predicted);
    entry.set("bars", bar_list(image, class_names));
    entry.set("bars_width", std::to_string(10 * std::min<std::size_t>(10, image.probabilities.size())));
    list.push_back(entry);
  }
  return list;
}

Table flat_table(const nlohmann::ordered_json& object) {
  Table table{"", {{"Name"}, {"Value"}}, {}};
  if (object.is_object()) add_flat(table, "", object);
  return table;
}

std::string html_page(const std::string& template_name, data values) {
  const std::string style(embedded_file("report.css"));
  std::string allowed;
  data scripts{data::type::list};
  for (const char* name : kScripts) {
    const std::string body = script_body(embedded_file(name));
    allowed += (allowed.empty() ? "" : " ") + content_security_hash(body);
    scripts.push_back(data{"body", body});
  }
  values.set("script_hashes", allowed);
  values.set("style_hash", content_security_hash(style));
  values.set("style", style);
  values.set("scripts", scripts);
  values.set("licences", std::string(embedded_file("LICENSES.txt")));
  for (const char* name : {"head", "foot", "chart", "table", "images", "provenance"}) {
    values.set(name, data{kainjow::mustache::partial{
                         [name] { return std::string(embedded_file(std::string(name) + ".mustache")); }}});
  }
  // The list of contents stands before the headings that it lists, and is written after them.
  const PageTemplate page = divided(embedded_file(template_name));
  const std::string sections = rendered(page.sections, values);
  data contents;
  const data headings = headings_of(sections);
  contents.set("sections", headings);
  // One heading is its own list.
  contents.set("several", headings.list_value().size() > 1 ? data::type::bool_true : data::type::bool_false);
  return rendered(page.before, values) + rendered(embedded_file("contents.mustache"), contents) + sections +
         rendered(page.foot, values);
}

}  // namespace report
