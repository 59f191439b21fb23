#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

using support::SmallExperiment;
using ::testing::HasSubstr;
using ::testing::Not;

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(EverydayCommands, GivenNothingWhenInitWritesAConfigurationThenItChecks) {
  const SmallExperiment experiment;
  const auto file = (experiment / "mine.yaml").string();

  const auto made = experiment.bnn({"init", "--method", "mc_dropout", "--model", "mlp", "--output", file});
  const auto again = experiment.bnn({"init", "--output", file});
  const auto checked = experiment.bnn({"check", file});
  const auto typo = experiment.bnn({"init", "--method", "mc_dropuot"});

  EXPECT_EQ(made.status, 0) << made.messages;
  EXPECT_THAT(slurp(file), HasSubstr("dropout_rate: 0.25  # Share"));
  EXPECT_EQ(again.status, 2);  // what is there stays
  EXPECT_EQ(checked.status, 0) << checked.messages;
  EXPECT_EQ(typo.status, 2);
  EXPECT_THAT(typo.messages, HasSubstr("mc_dropout"));
}

TEST(EverydayCommands, GivenTwoRunsWhenShownAndComparedThenTablesNameWhatTheyFound) {
  const SmallExperiment experiment;
  const auto run = experiment.run("a");
  ASSERT_EQ(run.status, 0);
  ASSERT_EQ(experiment.run("b", {"seed=1"}).status, 0);

  const auto shown = experiment.bnn({"show", (experiment / "a").string()});
  const auto different = experiment.bnn({"diff", (experiment / "a").string(), (experiment / "b").string()});
  const auto same = experiment.bnn({"diff", (experiment / "a").string(), (experiment / "a").string()});
  const auto missing = experiment.bnn({"show", (experiment / "c").string()});

  EXPECT_THAT(run.output, HasSubstr("next:    bnn show '"));
  EXPECT_EQ(shown.status, 0) << shown.messages;
  EXPECT_THAT(shown.output, HasSubstr("Accuracy"));
  EXPECT_THAT(shown.output, HasSubstr("● training NLL   ○ validation NLL"));
  EXPECT_THAT(shown.output, ::testing::ContainsRegex(" to [01][.][0-9]+ .* % of [0-9]+"));
  EXPECT_EQ(different.status, 0) << different.messages;
  EXPECT_THAT(different.output, HasSubstr("seed"));
  EXPECT_THAT(different.output, Not(HasSubstr("the same")));
  EXPECT_THAT(same.output, HasSubstr("the same"));
  EXPECT_THAT(same.output, HasSubstr("+0.0000"));
  EXPECT_NE(missing.status, 0);
  EXPECT_NE(missing.status, 70);  // not a defect of the program
}

TEST(EverydayCommands, GivenARunWhenEvaluatedAgainThenFiguresAreTheSameOrThoseOfMoreDraws) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run", {"method.name=mc_dropout"}).status, 0);
  const auto run = (experiment / "run").string(), output = (experiment / "again").string();
  const auto before = support::results_of(run);

  const auto again = experiment.bnn({"evaluate", run, "--output", output});
  const auto more =
      experiment.bnn({"evaluate", run, "evaluation.samples=9", "evaluation.calibration=[temperature]"});
  const auto retrain = experiment.bnn({"evaluate", run, "model.name=lenet5"});

  EXPECT_EQ(again.status, 0) << again.messages;
  const auto figures = [](const std::string& text) { return text.substr(0, text.find("\"seconds\"")); };
  EXPECT_EQ(figures(slurp(output + "/metrics.json")), figures(slurp(run + "/metrics.json")));
  EXPECT_EQ(more.status, 0) << more.messages;
  EXPECT_THAT(more.output, HasSubstr("Temperature scaling"));
  EXPECT_NE(more.output, again.output);
  EXPECT_EQ(retrain.status, 2);
  EXPECT_THAT(retrain.messages, HasSubstr("changes what was trained"));
  EXPECT_EQ(support::results_of(run), before);
}

TEST(EverydayCommands, GivenTheTestImagesWhenPredictedThenTheyAreWhatTheRunPredicted) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run", {"report.formats=[csv]"}).status, 0);
  const auto run = (experiment / "run").string(), output = (experiment / "out.csv").string();
  const auto images = (experiment / "data/mnist/t10k-images-idx3-ubyte").string();

  const auto predicted = experiment.bnn({"predict", run, images, "--output", output});
  const auto page = (experiment / "out.html").string();
  const auto shown = experiment.bnn({"predict", run, images, "--output", output, "--page", page});
  put(experiment / "broken.png", "\x89PNG\r\n\x1a\n and no more");
  const auto broken = experiment.bnn({"predict", run, (experiment / "broken.png").string()});
  const auto missing = experiment.bnn({"predict", run, (experiment / "none.png").string()});

  EXPECT_EQ(predicted.status, 0) << predicted.messages;
  EXPECT_THAT(slurp(output),
              HasSubstr("file,picture,class,probability,predictive_entropy,mutual_information"));
  EXPECT_EQ(shown.status, 0) << shown.messages;
  // As many pictures as lines of the table below its head, each with its class.
  const auto lines = slurp(output), html = slurp(page);
  EXPECT_EQ(count_of(html, "<img src=\"data:image/png;base64,"), count_of(lines, "\n") - 1);
  EXPECT_THAT(html, HasSubstr("/t10k-images-idx3-ubyte</h3>"));
  EXPECT_EQ(broken.status, 3) << broken.messages;
  EXPECT_THAT(broken.messages, HasSubstr("cannot be decoded"));
  EXPECT_NE(missing.status, 0);
  EXPECT_NE(missing.status, 70);
}

TEST(Calibration, GivenTemperatureScalingWhenRunThenMetricsAreThereBeforeAndAfter) {
  const SmallExperiment experiment;

  const auto ran = experiment.run("run", {"evaluation.calibration=[temperature]", "report.formats=[html]"});
  const auto typo = experiment.run("typo", {"evaluation.calibration=[temprature]"});
  const auto without =
      experiment.run("without", {"evaluation.calibration=[temperature]", "data.validation=0"});

  EXPECT_EQ(ran.status, 0) << ran.messages;
  EXPECT_THAT(ran.output, HasSubstr("Temperature scaling, fitted on"));
  const auto metrics = slurp(experiment / "run/metrics.json");
  EXPECT_THAT(metrics, HasSubstr("\"test_temperature\""));
  EXPECT_THAT(slurp(experiment / "run/report.html"), HasSubstr("After calibration"));
  EXPECT_EQ(typo.status, 2);
  EXPECT_THAT(typo.messages, HasSubstr("did you mean `temperature`?"));
  EXPECT_EQ(without.status, 2);
  EXPECT_THAT(without.messages, HasSubstr("data.validation"));
}

}  // namespace
}  // namespace bnn
