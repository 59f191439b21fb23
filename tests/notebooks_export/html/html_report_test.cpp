#include "notebooks_export/html/html_report.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <regex>

#include "notebooks_export/charts/chart.h"
#include "notebooks_export/embedded_files.h"
#include "notebooks_export/text/figures.h"
#include "tests/notebooks_export/outside_program.h"
#include "tests/support/sample_record.h"

namespace report {
namespace {

/// The page after its scripts have run; empty where there is no Chromium.
std::string rendered(const support::ScratchFolder& folder, const std::string& name) {
  const std::string page = (folder.path() / name).string();
  const std::string profile = (folder.path() / "profile").string();
  return support::run_command(
             "timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
             "--disable-background-networking --disable-component-update --disable-sync "
             "--virtual-time-budget=20000 "
             "--user-data-dir='" +
             profile + "' --dump-dom 'file://" + page + "' 2>/dev/null")
      .output;
}

bool has_chromium() { return support::run_command("command -v chromium").status == 0; }

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

TEST(HtmlReport, GivenARunWhenExportedThenItIsOneFileWithoutUnsafeScripts) {
  const std::vector<ExportedFile> files = export_html(support::sample_run());

  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files[0].name, "report.html");
  EXPECT_NE(files[0].bytes.find("default-src 'none'"), std::string::npos);
  const std::size_t policy = files[0].bytes.find("Content-Security-Policy");
  const std::string content = files[0].bytes.substr(policy, files[0].bytes.find('\n', policy) - policy);
  EXPECT_EQ(content.find("unsafe"), std::string::npos);
  EXPECT_EQ(count(content, "sha256-"), 6u);  // five scripts and the style
}

TEST(HtmlReport, GivenAMetricWithAReadingWhenExportedThenThePageStartsWithItAndNoOther) {
  const RunRecord run = support::sample_run();

  const std::string page = export_html(run)[0].bytes;

  const auto& accuracy = run.splits.back().metrics.front();
  EXPECT_EQ(count(page, "Most of the images are recognised."), 1u);
  EXPECT_NE(page.find(metric_value(Unit::kShare, accuracy.estimate.value, 2)), std::string::npos);
  EXPECT_EQ(count(export_html(RunRecord{})[0].bytes, "Most of the images"), 0u);
}

TEST(HtmlReport, GivenWarningsAndPredictionSetsWhenExportedThenThePageShowsThem) {
  RunRecord run = support::sample_run();
  run.splits.push_back(
      {"test_matrix", 10, {}, {}, {}, "Matrix scaling, fitted", "Few images for 110 numbers."});

  const std::string page = export_html(run)[0].bytes;
  const std::string plain = export_html(RunRecord{})[0].bytes;

  EXPECT_NE(page.find("Few images for 110 numbers."), std::string::npos);
  EXPECT_NE(page.find("<h3>Prediction sets</h3>"), std::string::npos);
  EXPECT_NE(page.find("This coverage takes 9"), std::string::npos);
  EXPECT_NE(page.find("90.40\u00A0%"), std::string::npos);
  EXPECT_EQ(plain.find("Prediction sets"), std::string::npos);
}

/// What a person reads: without scripts, style, markup, and what stands below the page.
std::string words_of(std::string page) {
  page.resize(page.find("<footer>"));
  for (const char* element : {"style", "script"}) {
    const std::string start = std::string("<") + element, end = std::string("</") + element + ">";
    for (std::size_t at = page.find(start); at != std::string::npos; at = page.find(start, at)) {
      page.erase(at, page.find(end, at) + end.size() - at);
    }
  }
  std::string words;
  bool is_markup = false;
  for (const char letter : page) {
    if (letter == '<') is_markup = true;
    if (!is_markup) words += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    if (letter == '>') is_markup = false;
  }
  return words;
}

TEST(HtmlReport, GivenARunOfNumbersWhenExportedThenNothingIsSaidOfClasses) {
  const std::string page = export_html(support::sample_regression())[0].bytes;

  const std::string words = words_of(page);

  EXPECT_NE(words.find("for each of 300 test examples. it predicts medv."), std::string::npos);
  EXPECT_NE(words.find("can its error bars be trusted?"), std::string::npos);
  EXPECT_NE(words.find("validation rmse"), std::string::npos);
  EXPECT_NE(words.find("epistemic"), std::string::npos);
  for (const char* word :
       {"class", "image", "accuracy", "probabilities", "entropy", "confus", "confidence"}) {
    EXPECT_EQ(words.find(word), std::string::npos)
        << word << ": " << words.substr(std::max<std::size_t>(words.find(word), 80) - 80, 160);
  }
  EXPECT_NE(words_of(export_html(support::sample_run())[0].bytes).find("class probabilities"),
            std::string::npos);
}

TEST(HtmlReport, GivenMeasurementsOfEveryKindWhenExportedThenEachIsShownWithItsNumbers) {
  RunRecord run = support::sample_run();
  for (SplitRecord& split : run.splits) split.found = support::sample_regression().splits.front().found;

  const std::string page = export_html(run)[0].bytes;

  for (const char* id : {"coverage", "pit", "fit"}) {
    EXPECT_EQ(count(page, std::string("<figure id=\"") + id + "\""), 1u) << id;
  }
  EXPECT_NE(page.find("<h3>How wide the predictions are</h3>"), std::string::npos);
  EXPECT_NE(page.find("<td class=\"number\">67.10\u00A0%</td>"), std::string::npos);
  EXPECT_NE(page.find("The numbers below are the first 200 of 300."), std::string::npos);
  EXPECT_NE(page.find("Can its confidence be trusted?"), std::string::npos);
}

TEST(HtmlReport, GivenEqualRunsWhenExportedThenTheBytesAreEqual) {
  EXPECT_EQ(export_html(support::sample_run())[0].bytes, export_html(support::sample_run())[0].bytes);
}

TEST(HtmlReport, GivenHostileStringsWhenExportedThenNoElementIsAdded) {
  const std::string plain = export_html(support::run_with_text_everywhere("name"))[0].bytes;
  const std::string plain_comparison = export_html(support::comparison_with_text_everywhere("name"))[0].bytes;

  for (const std::string& text : support::hostile_strings()) {
    const std::string page = export_html(support::run_with_text_everywhere(text))[0].bytes;
    const std::string comparison = export_html(support::comparison_with_text_everywhere(text))[0].bytes;
    // Every "<" and quotation mark of ours is in both pages; one more would come from the text.
    EXPECT_EQ(count(page, "<"), count(plain, "<")) << text;
    EXPECT_EQ(count(comparison, "<"), count(plain_comparison, "<")) << text;
    // To reports beside this one, and to parts of the page.
    EXPECT_EQ(count(comparison, "<a href=\"./") + count(comparison, "<a href=\"#") +
                  count(comparison, "<a class=\"skip\" href=\"#content\""),
              count(comparison, "<a "))
        << text;
  }
}

TEST(HtmlReport, GivenAnEmptyRunWhenExportedThenThereIsStillAPage) {
  EXPECT_NE(export_html(RunRecord{})[0].bytes.find("</html>"), std::string::npos);
  EXPECT_NE(export_html(ComparisonRecord{})[0].bytes.find("</html>"), std::string::npos);
}

// Data and templates share one space of names: a table called like a template was shown empty.
TEST(HtmlReport, GivenOneSeedWhenExportedThenItIsSaidInTheSingular) {
  ComparisonRecord comparison = support::sample_comparison();
  EXPECT_NE(export_html(comparison)[0].bytes.find(" seeds on the same data"), std::string::npos);

  comparison.seeds = {7};
  EXPECT_NE(export_html(comparison)[0].bytes.find(" from 1 seed on the same data"), std::string::npos);
}

TEST(HtmlReport, GivenTablesWhenExportedThenTheirRowsAreThere) {
  const std::string run = export_html(support::sample_run())[0].bytes;
  const std::string comparison = export_html(support::sample_comparison())[0].bytes;

  const auto tables = [](const std::string& page) { return count(page, "<thead><tr><th"); };
  EXPECT_EQ(count(run, "<thead><tr></tr></thead>"), 0u);
  EXPECT_EQ(count(comparison, "<thead><tr></tr></thead>"), 0u);
  EXPECT_EQ(count(comparison, "McNemar’s p</th>"), 1u);
  // Each chart has its numbers in a table of its own.
  EXPECT_GE(tables(run), count(run, "<summary>The numbers</summary>"));
  EXPECT_GE(tables(comparison), count(comparison, "<summary>The numbers</summary>"));
}

// On one line a comparison of six metrics was wider than a page of 1280 pixels.
TEST(HtmlReport, GivenFiguresWithErrorsWhenExportedThenTheErrorsStandBelowThem) {
  ComparisonRecord comparison = support::sample_comparison();
  comparison.methods[0].label = "a ± b [c]";

  const std::string page = export_html(comparison)[0].bytes;

  const auto has = [&](const std::string& cell) { return page.find(cell) != std::string::npos; };
  EXPECT_TRUE(has("<td class=\"number\">0.0412 <span class=\"spread\">± 0.0007</span></td>"));
  EXPECT_TRUE(has("<span class=\"spread\">[−"));
  EXPECT_TRUE(has("<th scope=\"row\">a ± b [c]</th>"));  // no figure: a name stays whole
}

/// Relative luminance of "#rrggbb" and the ratio of two, as WCAG 2.1 defines them.
double luminance(const std::string& colour) {
  const auto channel = [&](std::size_t at) {
    const double share = std::stoi(colour.substr(at, 2), nullptr, 16) / 255.0;
    return share <= 0.03928 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

double contrast(const std::string& first, const std::string& second) {
  const double a = luminance(first) + 0.05, b = luminance(second) + 0.05;
  return std::max(a, b) / std::min(a, b);
}

/// The variables of the style sheet's first block after `start`, over those of before.
std::map<std::string, std::string> variables_after(const std::string& style, const std::string& start,
                                                   std::map<std::string, std::string> variables) {
  const std::size_t from = style.find(start);
  const std::string block = style.substr(from, style.find('}', from) - from);
  static const std::regex variable("--(\\w+): (#[0-9a-f]{6}|#fff|#000|#444|#ccc)");
  for (auto at = std::sregex_iterator(block.begin(), block.end(), variable); at != std::sregex_iterator();
       ++at) {
    std::string colour = (*at)[2];
    if (colour.size() == 4) {
      colour = {'#', colour[1], colour[1], colour[2], colour[2], colour[3], colour[3]};
    }
    variables[(*at)[1]] = colour;
  }
  return variables;
}

// WCAG 2.1, level AA: 4.5 for text (success criterion 1.4.3), 3 for what a chart is read by (1.4.11).
TEST(HtmlReport, GivenThePaletteWhenSeenOnEachBackgroundThenItsContrastIsThatOfLevelAA) {
  const std::string style(embedded_file("report.css"));
  ASSERT_NEAR(contrast("#777777", "#ffffff"), 4.48, 0.005);  // the example that WCAG's authors give
  const auto light = variables_after(style, ":root", {});
  const auto dark = variables_after(style, "prefers-color-scheme: dark", light);
  const auto printed = variables_after(style, "@media print", light);

  for (const auto& variables : {light, dark, printed}) {
    for (const char* background : {"paper", "raised", "soft"}) {
      for (const char* text : {"ink", "quiet", "blue", "orange"}) {
        EXPECT_GE(contrast(variables.at(text), variables.at(background)), 4.5)
            << text << " on " << background;
      }
    }
    const auto series = series_colours({"a", "b", "c", "d", "e", "f"})["range"];
    for (const auto& colour : series) {
      EXPECT_GE(contrast(colour.get<std::string>(), variables.at("paper")), 3.0) << colour;
    }
  }
}

TEST(HtmlReport, GivenReportsWhenExportedThenTheyHaveASkipLinkAndAListOfTheirSections) {
  for (const std::string& page :
       {export_html(support::sample_run())[0].bytes, export_html(support::sample_comparison())[0].bytes}) {
    const std::size_t list = page.find("<nav class=\"contents\"");
    ASSERT_NE(list, std::string::npos);
    const std::string contents = page.substr(list, page.find("</nav>", list) - list);

    EXPECT_NE(page.find("<a class=\"skip\" href=\"#content\">"), std::string::npos);
    EXPECT_EQ(count(page, "id=\"content\""), 1u);
    EXPECT_EQ(count(contents, "<li>"), count(page, "<h2 id=\""));
    EXPECT_NE(contents.find("<a href=\"#provenance\">Where it comes from</a>"), std::string::npos);
  }
}

TEST(HtmlReport, GivenAComparisonWhenExportedThenEachMethodsWholeConfigurationCanBeUnfolded) {
  ComparisonRecord comparison = support::sample_comparison();
  for (auto& method : comparison.methods) method.config_yaml = "label: " + method.label + " <&>\n";

  const std::string page = export_html(comparison)[0].bytes;

  EXPECT_EQ(count(page, "<summary>Full configuration of seed 0</summary>"), 4u);
  EXPECT_NE(page.find("label: MC dropout &lt;&amp;&gt;\n</pre></details>"), std::string::npos);
}

TEST(HtmlReport, GivenABrowserWhenItPrintsAReportThenNoFigureOfAWideTableIsCut) {
  if (!has_chromium()) GTEST_SKIP() << "no Chromium here";
  if (support::run_command("command -v pdftotext").status != 0) GTEST_SKIP() << "no pdftotext here";
  const support::ScratchFolder folder;
  const auto comparison = support::sample_comparison();
  folder.write({{"comparison.html", export_html(comparison)[0].bytes}});
  const std::string path = folder.path().string();

  support::run_command(
      "timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-background-networking "
      "--virtual-time-budget=20000 --user-data-dir='" +
      path + "/profile' --print-to-pdf='" + path + "/page.pdf' 'file://" + path +
      "/comparison.html' 2>/dev/null");
  const std::string text = support::run_command("pdftotext -layout '" + path + "/page.pdf' -").output;

  // The last columns of the widest table, and what is folded away on the screen.
  EXPECT_NE(text.find("McNemar"), std::string::npos);
  EXPECT_NE(text.find("0.062"), std::string::npos);
  EXPECT_NE(text.find("Mean confidence"), std::string::npos);
}

TEST(HtmlReport, GivenABrowserWhenItOpensTheReportsThenAllChartsAreDrawn) {
  if (!has_chromium()) GTEST_SKIP() << "no Chromium here";
  const support::ScratchFolder folder;
  folder.write({{"run.html", export_html(support::sample_run())[0].bytes},
                {"regression.html", export_html(support::sample_regression())[0].bytes},
                {"comparison.html", export_html(support::sample_comparison())[0].bytes}});

  const std::string run = rendered(folder, "run.html");
  const std::string regression = rendered(folder, "regression.html");
  const std::string comparison = rendered(folder, "comparison.html");

  EXPECT_NE(run.find("data-ok=\"true\""), std::string::npos);
  EXPECT_EQ(count(run, "role=\"graphics-document\""), 28u);  // 2 + 1 + 1 + 1 + 3 + 1 + 9 + 9 + 1 panels
  EXPECT_NE(regression.find("data-ok=\"true\""), std::string::npos);
  EXPECT_EQ(count(regression, "role=\"graphics-document\""), 26u);  // 3 found + 1 + 3 + 1 + 9 + 9 panels
  EXPECT_NE(comparison.find("data-ok=\"true\""), std::string::npos);
}

TEST(HtmlReport, GivenHostileStringsWhenABrowserOpensTheReportsThenNothingIsRun) {
  if (!has_chromium()) GTEST_SKIP() << "no Chromium here";
  // All at once: a browser takes seconds to start.
  std::string all;
  for (const std::string& text : support::hostile_strings()) all += text + " ";
  const support::ScratchFolder folder;
  folder.write({{"run.html", export_html(support::run_with_text_everywhere(all))[0].bytes},
                {"comparison.html", export_html(support::comparison_with_text_everywhere(all))[0].bytes}});

  for (const char* name : {"run.html", "comparison.html"}) {
    const std::string page = rendered(folder, name);

    EXPECT_NE(page.find("data-ok=\"true\""), std::string::npos) << name;
    EXPECT_EQ(page.substr(0, page.find("<head>")).find("data-hacked"), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace report
