#include "experiments/config/comparison_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bayes/core/error.h"
#include "tests/experiments/files/fault_of.h"
#include "tests/experiments/files/temporary_folder.h"

namespace bnn {
namespace {

using ::testing::HasSubstr;

constexpr char kBase[] = R"(name: base
seed: 9
model: {name: mlp, hidden: [8], prior: {name: gaussian, sigma: 0.5}}
method: {name: map}
training: {epochs: 3, batch_size: 32}
)";

class ComparisonConfigFile : public ::testing::Test {
 protected:
  ComparisonConfigFile() { put(folder_.path / "base.yaml", kBase); }
  ComparisonConfig load(const std::string& text, const std::vector<std::string>& overrides = {}) {
    put(folder_.path / "comparison.yaml", text);
    return load_comparison((folder_.path / "comparison.yaml").string(), overrides);
  }
  std::string error_in(const std::string& text, const std::vector<std::string>& overrides = {}) {
    const auto error = error_of([&] { load(text, overrides); });
    if (!error) return "";
    EXPECT_EQ(error->fault, bayes::Fault::kUsage);
    return error->what();
  }
  TemporaryFolder folder_;
};

TEST_F(ComparisonConfigFile, GivenMethodsAndSeedsWhenLoadedThenEachIsTheBaseWithItsChanges) {
  const auto comparison = load(R"(name: both
base: base.yaml
seeds: [4, 2]
methods:
  - label: Plain
  - method: {name: mc_dropout, dropout_rate: 0.3}
    training: {epochs: 5}
    model: {prior: {sigma: 0.1}}
)");

  EXPECT_EQ(comparison.name, "both");
  ASSERT_EQ(comparison.methods.size(), 2u);
  const auto& plain = comparison.methods[0];
  const auto& dropout = comparison.methods[1];
  EXPECT_EQ(plain.label, "Plain");
  EXPECT_EQ(plain.note, "");
  EXPECT_EQ(dropout.label, "MC dropout") << "its title where no label is given";
  EXPECT_EQ(dropout.note, "training.epochs = 5; model.prior.sigma = 0.1");
  ASSERT_EQ(plain.runs.size(), 2u);
  EXPECT_EQ(plain.runs[0].seed, 4);
  EXPECT_EQ(plain.runs[1].seed, 2);
  EXPECT_EQ(plain.runs[0].training.options.epochs, 3);
  EXPECT_EQ(dropout.runs[1].seed, 2);
  EXPECT_EQ(dropout.runs[1].training.options.epochs, 5);
  EXPECT_EQ(dropout.runs[1].training.options.batch_size, 32) << "what it does not name stays the base's";
  EXPECT_THAT(to_yaml(dropout.runs[1]), HasSubstr("dropout_rate: 0.3\n"));
  EXPECT_THAT(to_yaml(dropout.runs[1]), HasSubstr("sigma: 0.1\n"));
}

TEST_F(ComparisonConfigFile, GivenOverridesWhenLoadedThenEachReachesWhatItNames) {
  const auto comparison = load("base: base.yaml\nmethods: [{label: A}, {label: B, training: {epochs: 5}}]\n",
                               {"seeds=[7]", "training.epochs=1", "name=quick"});

  EXPECT_EQ(comparison.name, "quick");
  EXPECT_EQ(comparison.seeds, std::vector<std::int64_t>{7});
  for (const auto& method : comparison.methods) {
    ASSERT_EQ(method.runs.size(), 1u);
    EXPECT_EQ(method.runs[0].seed, 7);
    EXPECT_EQ(method.runs[0].training.options.epochs, 1);
  }
}

TEST_F(ComparisonConfigFile, GivenLabelsThatShareAFolderWhenLoadedThenThatIsAnError) {
  EXPECT_THAT(error_in("base: base.yaml\nmethods: [{label: A}, {label: A}]\n"),
              HasSubstr("two methods have the label"));
  EXPECT_THAT(error_in("base: base.yaml\nmethods: [{label: a/b}, {label: a+b}]\n"),
              HasSubstr("share the folder"));
  EXPECT_THAT(error_in("base: base.yaml\nmethods: [{}, {}]\n"), HasSubstr("two methods have the label"));
}

TEST_F(ComparisonConfigFile, GivenSeedsThatCannotBeWhenLoadedThenThatIsAnError) {
  EXPECT_THAT(error_in("base: base.yaml\nseeds: [1, 2, 1]\nmethods: [{label: A}]\n"),
              HasSubstr("lists 1 twice"));
  EXPECT_THAT(error_in("base: base.yaml\nseeds: []\nmethods: [{label: A}]\n"), HasSubstr("no `seeds`"));
  EXPECT_THAT(error_in("base: base.yaml\nseeds: [-1]\nmethods: [{label: A}]\n"), HasSubstr("seeds"));
}

TEST_F(ComparisonConfigFile, GivenSeveralErrorsWhenLoadedThenAllAreReportedOnce) {
  const auto message = error_in(R"(base: base.yaml
seeds: [0, 1, 2]
methods:
  - label: A
    method: {name: mapp}
  - label: B
    training: {epoch: 3}
)");

  for (const char* part : {"mapp", "`epoch`"}) {
    const auto at = message.find(part);
    EXPECT_NE(at, std::string::npos) << message;
  }
  EXPECT_THAT(message, HasSubstr("2 errors"));
}

TEST_F(ComparisonConfigFile, GivenAnUnknownKeyWhenLoadedThenItIsNamed) {
  EXPECT_THAT(error_in("base: base.yaml\nseed: [1]\nmethods: [{label: A}]\n"), HasSubstr("seeds"));
  EXPECT_THAT(error_in("base: base.yaml\nmethods: [{lable: A}]\n"), HasSubstr("lable"));
}

TEST_F(ComparisonConfigFile, GivenMetricsToShowWhenLoadedThenTheyAreKnownOnes) {
  const std::string methods = "base: base.yaml\nmethods: [{label: A}]\n";

  const auto shown = load(methods + "report: {metrics: [ece, nll]}\n").report.metrics;

  EXPECT_EQ(shown, (std::vector<std::string>{"ece", "nll"}));
  EXPECT_EQ(load(methods).report.metrics.size(), 6u);
  EXPECT_TRUE(load(methods, {"report.metrics=[]"}).report.metrics.empty());
  EXPECT_THAT(error_in(methods + "report: {metrics: [acuracy]}\n"),
              HasSubstr("unknown metric `acuracy` in `report.metrics`"));
  EXPECT_THAT(error_in(methods + "report: {formats: [htm]}\n"), HasSubstr("did you mean `html`?"));
}

TEST_F(ComparisonConfigFile, GivenNoBaseWhenLoadedThenThatIsSaid) {
  EXPECT_THAT(error_in("methods: [{label: A}]\n"), HasSubstr("no `base`"));
  EXPECT_THAT(error_in("base: gone.yaml\nmethods: [{label: A}]\n"), HasSubstr("gone.yaml"));
}

}  // namespace
}  // namespace bnn
