#include "notebooks_export/html/prior_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "notebooks_export/charts/prior_charts.h"

namespace report {
namespace {

PriorRecord sample_prior() {
  PriorRecord prior;
  prior.name = "<b>prior & check</b>";
  prior.model = "lenet5";
  prior.prior = "Gaussian";
  prior.dataset = "mnist";
  prior.draws = 30;
  prior.images = 4;
  prior.class_names = {"cat", "</script>", "dog"};
  prior.top_probability = {0.4, 0.5, 0.6, 0.7, 0.9};
  prior.entropy = {0.2, 0.5, 0.8, 0.9, 1.0};
  prior.logit_range = {0.1, 0.5, 1.5, 2.0, 4.0};
  prior.top_probability_counts = {0, 20, 60, 40};
  prior.entropy_counts = {10, 20, 30, 60};
  prior.class_shares = {0.5, 0.25, 0.25};
  prior.agreement = 0.4;
  prior.largest_class = 0.75;
  prior.config_yaml = "name: x\n";
  prior.environment = {{"version", "1"}};
  return prior;
}

TEST(PriorReport, GivenAPriorWhenTabledThenEachFigureStandsBesideThatOfNoOpinion) {
  const std::string text = plain_text(prior_table(sample_prior()));

  EXPECT_THAT(text, testing::HasSubstr("0.600"));  // the median top probability
  EXPECT_THAT(text, testing::HasSubstr("0.333"));  // 1 / 3
  EXPECT_THAT(text, testing::HasSubstr("1.099"));  // log 3
  EXPECT_THAT(text, testing::HasSubstr("33.33"));  // agreement by chance, in percent
}

TEST(PriorReport, GivenOneNetworkWhenExportedThenItsAgreementIsNull) {
  PriorRecord prior = sample_prior();
  prior.agreement = std::nan("");

  const auto json = nlohmann::json::parse(export_prior(prior)[0].bytes);

  EXPECT_TRUE(json.at("agreement").is_null());
  EXPECT_EQ(json.at("class_shares").at("dog"), 0.25);
  EXPECT_EQ(json.at("top_probability").size(), 5u);
  EXPECT_NEAR(json.at("log_classes").get<double>(), std::log(3.0), 1e-12);
}

TEST(PriorReport, GivenHostileNamesWhenExportedThenThePageEscapesThemAndHoldsEachChart) {
  const auto files = export_prior(sample_prior());

  ASSERT_EQ(files.size(), 4u);
  EXPECT_EQ(files[1].name, "prior.html");
  EXPECT_THAT(files[1].bytes, testing::HasSubstr("&lt;b&gt;prior &amp; check&lt;/b&gt;"));
  EXPECT_THAT(files[1].bytes, testing::Not(testing::HasSubstr("<b>prior")));
  EXPECT_THAT(files[1].bytes, testing::HasSubstr("predict for 4 training images"));
  for (const auto& chart : prior_charts(sample_prior())) {
    EXPECT_THAT(files[1].bytes, testing::HasSubstr("data-chart=\"" + chart.id + "\""));
    EXPECT_EQ(chart.spec["$schema"], "https://vega.github.io/schema/vega-lite/v5.json");
    EXPECT_FALSE(chart.numbers.rows.empty());
  }
  EXPECT_EQ(files[2].name, "charts/prior-confidence.vl.json");
  EXPECT_EQ(nlohmann::json::parse(files[3].bytes)["data"]["values"].size(), 3u);
}

}  // namespace
}  // namespace report
