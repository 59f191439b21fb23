#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "notebooks_export/formats/npz.h"
#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

using support::Ended;
using support::SmallExperiment;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Rows of y = 3 x + 10 [red] + a wave, which a small network learns in a moment.
std::string table(int rows, double offset = 0.0) {
  std::ostringstream text;
  text.precision(15);
  text << "x,colour,y\n";
  for (int i = 0; i < rows; ++i) {
    const double x = 0.05 * ((i * 37) % rows);
    text << x << "," << (i % 3 == 0 ? "red" : "blue") << ","
         << offset + 3.0 * x + (i % 3 == 0 ? 10.0 : 0.0) + 0.2 * std::sin(7.0 * i) << "\n";
  }
  return text.str();
}

class TableProgram : public ::testing::Test {
 protected:
  TableProgram() { write(table(120)); }
  void write(const std::string& text, const std::string& more = "") const {
    put(experiment / "table.csv", text);
    put(experiment.config(), "name: table\ndata:\n  name: csv\n  path: \"" + file() + "\"\n" + more +
                                 "model: {name: mlp, hidden: [8], prior: {name: gaussian, sigma: 1.0}}\n"
                                 "method: {name: bayes_by_backprop}\n"
                                 "training: {epochs: 20, batch_size: 16, optimizer: {name: adam, "
                                 "learning_rate: 0.02}}\n"
                                 "evaluation: {samples: 8, bootstrap_resamples: 20}\n");
  }
  std::string file() const { return (experiment / "table.csv").string(); }
  nlohmann::json metrics(const std::string& run) const {
    return nlohmann::json::parse(slurp(experiment / run / "metrics.json"));
  }

  SmallExperiment experiment;
};

TEST_F(TableProgram, GivenNumbersWhenRunThenFiguresAreThoseOfTheMixtureInTheUnitOfTheTarget) {
  ASSERT_EQ(experiment.run("run").status, 0);

  const auto read = report::read_number_predictions(slurp(experiment / "run" / "predictions.npz"));
  const auto figures = metrics("run").at("test");
  ASSERT_EQ(read.examples, 12);  // a tenth
  ASSERT_EQ(read.draws, 8);
  double squares = 0.0, nll = 0.0;
  for (std::size_t i = 0; i < 12; ++i) {
    squares += std::pow(read.targets[i] - read.mean[i], 2);
    EXPECT_NEAR(std::pow(read.sd[i], 2),
                std::pow(read.aleatoric_sd[i], 2) + std::pow(read.epistemic_sd[i], 2), 1e-9);
    double density = 0.0;  // the noise is the same for all draws
    for (std::size_t s = 0; s < 8; ++s) {
      const double z = (read.targets[i] - read.samples[s * 12 + i]) / read.aleatoric_sd[i];
      density += std::exp(-0.5 * z * z) / (read.aleatoric_sd[i] * std::sqrt(2.0 * M_PI)) / 8.0;
    }
    nll -= std::log(density) / 12.0;
  }
  EXPECT_NEAR(figures.at("rmse").at("value").get<double>(), std::sqrt(squares / 12.0), 1e-9);
  EXPECT_NEAR(figures.at("nll").at("value").get<double>(), nll, 1e-4);  // samples are float32
  EXPECT_LT(figures.at("rmse").at("value").get<double>(), 5.0);         // the targets' deviation is about 6.5
}

TEST_F(TableProgram, GivenARunWhenItsRowsArePredictedThenThePredictionsAreThoseOfTheRun) {
  ASSERT_EQ(experiment.run("run").status, 0);
  const auto output = (experiment / "predicted.csv").string();

  ASSERT_EQ(experiment.bnn({"predict", (experiment / "run").string(), file(), "--output", output}).status, 0);

  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(slurp(output));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream cells(line);
    rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) rows.back().push_back(cell);
  }
  ASSERT_EQ(rows.size(), 121u);
  EXPECT_EQ(rows[0][2], "y");
  const auto read = report::read_number_predictions(slurp(experiment / "run" / "predictions.npz"));
  for (std::size_t i = 0; i < read.indices.size(); ++i) {
    const auto& row = rows.at(static_cast<std::size_t>(read.indices[i]) + 1);
    EXPECT_NEAR(std::stod(row[2]), read.mean[i], 1e-5 * std::abs(read.mean[i]));
    EXPECT_NEAR(std::stod(row[3]), read.sd[i], 1e-5 * read.sd[i]);
  }
}

TEST_F(TableProgram, GivenTheTableIsGoneWhenExportedThenTheReportIsTheSameAndAnEvaluationSaysWhatIsMissing) {
  ASSERT_EQ(experiment.run("run").status, 0);
  std::filesystem::remove(experiment / "table.csv");
  const auto run = (experiment / "run").string();

  ASSERT_EQ(experiment.bnn({"export", run, "--output", (experiment / "out").string()}).status, 0);
  EXPECT_EQ(slurp(experiment / "out" / "report.html"), slurp(experiment / "run" / "report.html"));
  const auto evaluated = experiment.bnn({"evaluate", run});
  EXPECT_EQ(evaluated.status, 3);
  EXPECT_THAT(evaluated.messages, AllOf(HasSubstr("there is no such file"), HasSubstr("table.csv")));
}

TEST_F(TableProgram, GivenOneThreadOrTwoWhenRunThenTheBitsAreTheSame) {
  ASSERT_EQ(experiment.run("one", {"--threads", "1"}).status, 0);
  ASSERT_EQ(experiment.run("two", {"--threads", "2"}).status, 0);

  EXPECT_EQ(support::results_of(experiment / "one"), support::results_of(experiment / "two"));
}

TEST_F(TableProgram, GivenEachMethodAndLikelihoodWhenRunThenItMeasuresNumbers) {
  const std::vector<std::string> likelihoods{
      "model.likelihood.name=gaussian", "model.likelihood={name: gaussian, noise: 0.5}",
      "model.likelihood.name=heteroscedastic", "model.likelihood.name=student_t"};
  const std::vector<std::string> methods{"method.name=map", "method.name=mc_dropout",
                                         "method.name=bayes_by_backprop", "method.name=concrete_dropout"};
  for (std::size_t i = 0; i < methods.size(); ++i) {
    const auto name = "run" + std::to_string(i);
    const auto ended = experiment.run(name, {methods[i], likelihoods[i], "training.epochs=2"});
    ASSERT_EQ(ended.status, 0) << methods[i] << "\n" << ended.messages;
    EXPECT_TRUE(std::isfinite(metrics(name).at("test").at("crps").at("value").get<double>()));
  }
  const auto ensemble = experiment.run("ensemble", {"method={name: deep_ensemble, members: 2}"});
  EXPECT_EQ(ensemble.status, 0) << ensemble.messages;
}

TEST_F(TableProgram, GivenALikelihoodOfClassesWhenCheckedThenItsLineIsNamedWithThoseThatFit) {
  const auto ended =
      experiment.bnn({"check", experiment.config().string(), "model.likelihood.name=categorical"});

  EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(ended.messages, AllOf(HasSubstr("numbers"), HasSubstr("gaussian or heteroscedastic")));
}

// They were taken without a word, or failed for labels that are not there.
TEST_F(TableProgram, GivenWhatIsOfClassesWhenAskedForNumbersThenItIsRefused) {
  const auto config = experiment.config().string();
  for (const char* setting : {"evaluation.conformal=[lac]", "evaluation.calibration=[temperature]",
                              "evaluation.decision.reject=0.1"}) {
    const auto ended = experiment.bnn({"check", config, "data.validation=0.2", setting});
    EXPECT_EQ(ended.status, 2) << setting;
    EXPECT_THAT(ended.messages, HasSubstr("it is for classes, and the targets are numbers"));
  }
  const auto prior = experiment.bnn({"prior", config});
  EXPECT_EQ(prior.status, 2);
  EXPECT_THAT(prior.messages, HasSubstr("the targets are numbers"));

  ASSERT_EQ(experiment.run("run", {"data.validation=0.2"}).status, 0);
  const auto pruned = experiment.bnn({"prune", (experiment / "run").string(), "--accuracy-loss", "0.1",
                                      "--output", (experiment / "pruned").string()});
  EXPECT_EQ(pruned.status, 2);
  EXPECT_THAT(pruned.messages, HasSubstr("give a --share"));
}

TEST_F(TableProgram, GivenDecimalCommasWhenRunThenRowColumnAndTheOptionAreNamed) {
  write("x;y\n1,5;2\n2,5;4\n3,5;5\n4,5;8\n");

  const auto ended = experiment.run("run");

  EXPECT_EQ(ended.status, 3);
  EXPECT_THAT(ended.messages, AllOf(HasSubstr("row 1"), HasSubstr("`x`"), HasSubstr("decimal")));
}

TEST_F(TableProgram, GivenClassesConstantColumnsFewRowsOrHugeTargetsWhenRunThenItWorksAndSaysWhatItLeftOut) {
  write("x,same,kind\n" + [] {
    std::string rows;
    for (int i = 0; i < 30; ++i) rows += std::to_string(i) + ",7," + (i % 2 == 0 ? "even\n" : "odd\n");
    return rows;
  }());
  const auto classes = experiment.run("classes");
  EXPECT_EQ(classes.status, 0) << classes.messages;
  EXPECT_THAT(classes.messages, HasSubstr("same"));
  EXPECT_TRUE(metrics("classes").at("test").contains("accuracy"));

  write(table(30, 1e9));
  const auto huge = experiment.run("huge");
  EXPECT_EQ(huge.status, 0) << huge.messages;
  EXPECT_LT(metrics("huge").at("test").at("rmse").at("value").get<double>(), 100.0);
}

}  // namespace
}  // namespace bnn
