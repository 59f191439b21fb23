#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <nlohmann/json.hpp>

#include "experiments/files/sha256.h"
#include "experiments/saved_run/run_directory.h"
#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using support::SmallExperiment;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::size_t kImagesHeader = 16, kLabelsHeader = 8;

// Says that the data are one's own, as `sha256sum` would.
void write_sums(const fs::path& folder) {
  std::string list;
  for (const std::string part : {"train-", "t10k-"}) {
    for (const std::string kind : {"images-idx3-ubyte", "labels-idx1-ubyte"}) {
      list += sha256_hex({slurp(folder / (part + kind))}) + "  " + part + kind + "\n";
    }
  }
  put(folder / "SHA256SUMS", list);
}

// The small data under another name, with half the contrast.
void write_half_contrast(const SmallExperiment& experiment) {
  fs::copy(experiment.data() / "mnist", experiment.data() / "fashion_mnist");
  for (const char* name : {"train-images-idx3-ubyte", "t10k-images-idx3-ubyte"}) {
    auto bytes = slurp(experiment.data() / "fashion_mnist" / name);
    for (std::size_t i = kImagesHeader; i < bytes.size(); ++i) {
      bytes[i] = static_cast<char>(static_cast<unsigned char>(bytes[i]) / 2);
    }
    put(experiment.data() / "fashion_mnist" / name, bytes);
  }
  write_sums(experiment.data() / "fashion_mnist");
}

json metrics_of(const fs::path& folder) { return json::parse(slurp(folder / "metrics.json")); }

double nll_of(const fs::path& folder) {
  return metrics_of(folder).at("test").at("nll").at("value").get<double>();
}

TEST(HeldOut, GivenARunWithoutValidationWhenEvaluatedWithSomeThenItIsRefusedAsTheyWereTrainedOn) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run", {"data.validation=0"}).status, 0);
  const auto run = (experiment / "run").string();

  const auto refused = experiment.bnn({"evaluate", run, "data.validation=50", "evaluation.conformal=[lac]",
                                       "evaluation.calibration=[temperature]"});
  const auto others = experiment.bnn({"evaluate", run, "data.split_seed=3"});
  const auto constants = experiment.bnn({"evaluate", run, "data.mean=0.5"});
  const auto fewer = experiment.bnn({"evaluate", run, "data.test_images=50"});

  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.messages, AllOf(HasSubstr("data.validation"), HasSubstr("trained on")));
  EXPECT_EQ(others.status, 2);
  EXPECT_THAT(others.messages, HasSubstr("trained on"));
  EXPECT_EQ(constants.status, 2);
  EXPECT_THAT(constants.messages, HasSubstr("standardised in training"));
  EXPECT_EQ(fewer.status, 0) << fewer.messages;
}

TEST(HeldOut, GivenOtherDataWhenEvaluatedThenTheirPixelsAreStandardisedAsThoseOfTheTraining) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run").status, 0);
  write_half_contrast(experiment);

  const auto ended = experiment.bnn({"evaluate", (experiment / "run").string(), "data.name=fashion_mnist",
                                     "--output", (experiment / "shifted").string()});

  ASSERT_EQ(ended.status, 0) << ended.messages;
  // By hand: the network of the file, on pixels less the mean of the run.
  const auto model = read_model_file(experiment / "run/model.safetensors");
  const auto bytes = slurp(experiment.data() / "fashion_mnist/t10k-images-idx3-ubyte").substr(kImagesHeader);
  const auto labels = slurp(experiment.data() / "fashion_mnist/t10k-labels-idx1-ubyte").substr(kLabelsHeader);
  const auto count = static_cast<std::int64_t>(labels.size());
  const auto to_tensor = [](const std::string& from) {
    return torch::from_blob(const_cast<char*>(from.data()), {static_cast<std::int64_t>(from.size())},
                            torch::kUInt8);
  };
  const auto pixels = to_tensor(bytes).view({count, -1}).to(torch::kFloat32).div(255.0);
  const auto x = pixels.sub(std::stod(model.metadata.at("mean")))
                     .div(std::stod(model.metadata.at("standard_deviation")));
  const auto& w = model.state;
  const auto hidden = torch::linear(x, w.at("f1.weight"), w.at("f1.bias")).relu();
  const auto log_p =
      torch::linear(hidden, w.at("f2.weight"), w.at("f2.bias")).log_softmax(1).to(torch::kFloat64);
  const auto truth = to_tensor(labels).to(torch::kInt64);
  EXPECT_NEAR(nll_of(experiment / "shifted"), -log_p.gather(1, truth.unsqueeze(1)).mean().item<double>(),
              1e-5);
  EXPECT_GT(nll_of(experiment / "shifted"), 1.05 * nll_of(experiment / "run"));
  EXPECT_FALSE(metrics_of(experiment / "shifted").contains("validation"));
}

TEST(HeldOut, GivenOtherDataWithoutTheirTrainingFilesWhenEvaluatedThenFiguresAreTheSame) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run").status, 0);
  write_half_contrast(experiment);
  const auto evaluate_into = [&](const std::string& name) {
    return experiment.bnn({"evaluate", (experiment / "run").string(), "data.name=fashion_mnist", "--output",
                           (experiment / name).string()});
  };

  const auto with = evaluate_into("with");
  for (const char* file : {"train-images-idx3-ubyte", "train-labels-idx1-ubyte"}) {
    fs::remove(experiment.data() / "fashion_mnist" / file);
  }
  const auto without = evaluate_into("without");

  ASSERT_EQ(with.status, 0) << with.messages;
  ASSERT_EQ(without.status, 0) << without.messages;
  EXPECT_EQ(metrics_of(experiment / "without").at("test"), metrics_of(experiment / "with").at("test"));
}

TEST(HeldOut, GivenOtherDataWhenEvaluatedThenCalibrationsAndThresholdsAreThoseOfTheRun) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment
                .run("run", {"evaluation.calibration=[temperature]", "evaluation.conformal=[lac]",
                             "method.name=mc_dropout"})
                .status,
            0);
  write_half_contrast(experiment);
  const std::vector<std::string> evaluate{"evaluate", (experiment / "run").string(),
                                          "data.name=fashion_mnist"};
  const auto with = [&](const std::string& word) {
    auto words = evaluate;
    words.push_back(word);
    return experiment.bnn(words);
  };

  const auto ended =
      experiment.bnn({evaluate[0], evaluate[1], evaluate[2], "--output", (experiment / "shifted").string()});
  const auto more_draws = with("evaluation.samples=8");
  const auto decided =
      experiment.bnn({evaluate[0], evaluate[1], evaluate[2], "evaluation.calibration=[]",
                      "evaluation.conformal=[]", "evaluation.decision.reject=0.1", "evaluation.samples=8"});
  const auto new_kind = with("evaluation.conformal=[aps]");

  ASSERT_EQ(ended.status, 0) << ended.messages;
  EXPECT_EQ(metrics_of(experiment / "shifted").at("details").at("test_temperature").at("note"),
            metrics_of(experiment / "run").at("details").at("test_temperature").at("note"));
  EXPECT_TRUE(metrics_of(experiment / "shifted").contains("conformal"));
  EXPECT_EQ(more_draws.status, 2);
  EXPECT_THAT(more_draws.messages, HasSubstr("4 draws"));
  EXPECT_EQ(decided.status, 2) << decided.messages;
  EXPECT_THAT(decided.messages, HasSubstr("4 draws"));
  EXPECT_EQ(new_kind.status, 2);
  EXPECT_THAT(new_kind.messages, HasSubstr("found no thresholds"));
}

TEST(HeldOut, GivenChangedDataWhenTheRunUsesThemThenTheyAreRefusedByName) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run").status, 0);
  const auto run = (experiment / "run").string();
  const auto file = experiment.data() / "mnist/train-labels-idx1-ubyte";
  auto labels = slurp(file);
  for (std::size_t i = 0; i < 30; ++i) labels[kLabelsHeader + i] = static_cast<char>(i % 10 == 0 ? 1 : 0);
  put(file, labels);
  write_sums(experiment.data() / "mnist");

  const auto resumed = experiment.run("run", {"--resume"});
  const auto evaluated = experiment.bnn({"evaluate", run});
  const auto exported = experiment.bnn({"export", run});  // which takes what the run wrote down
  const auto started = experiment.run("started", {"model.start.from=" + run});

  for (const auto& ended : {resumed, evaluated, started}) {
    EXPECT_EQ(ended.status, 3) << ended.messages;
    EXPECT_THAT(ended.messages, HasSubstr("train-labels-idx1-ubyte"));
  }
  EXPECT_EQ(exported.status, 0) << exported.messages;
  EXPECT_TRUE(fs::exists(experiment / "run/metrics.json"));  // nothing was lost by asking
}

TEST(HeldOut, GivenTheTestImagesCopiedOverTheTrainingImagesWhenRunThenStatusIsThree) {
  const SmallExperiment experiment;
  for (const std::string kind : {"images-idx3-ubyte", "labels-idx1-ubyte"}) {
    fs::copy_file(experiment.data() / ("mnist/t10k-" + kind), experiment.data() / ("mnist/train-" + kind),
                  fs::copy_options::overwrite_existing);
  }
  write_sums(experiment.data() / "mnist");

  const auto ended = experiment.run("run", {"data.validation=20"});

  EXPECT_EQ(ended.status, 3);
  EXPECT_THAT(ended.messages, HasSubstr("the test images are the training images"));
}

TEST(HeldOut, GivenAStartOfAnotherSeedWhenRunThenItIsRefusedWithTheSettingsThatAgree) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("start", {"seed=1"}).status, 0);
  const auto start = (experiment / "start").string();
  ASSERT_EQ(
      experiment.bnn({"convert", start, "--output", (experiment / "plain.safetensors").string()}).status, 0);

  const auto refused = experiment.run("refused", {"model.start.from=" + start});
  const auto converted =
      experiment.run("refused", {"model.start.from=" + (experiment / "plain.safetensors").string()});
  const auto agreeing = experiment.run("agreeing", {"model.start.from=" + start, "data.split_seed=1"});
  const auto again = experiment.run("again", {"model.start.from=" + (experiment / "agreeing").string()});

  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.messages, AllOf(HasSubstr("of 100 validation images"),
                                      HasSubstr("data.split_seed=1 data.validation=100")));
  EXPECT_EQ(converted.status, 2) << converted.messages;
  EXPECT_EQ(agreeing.status, 0) << agreeing.messages;
  EXPECT_EQ(again.status, 2) << "the start of the start counts too";
  EXPECT_FALSE(fs::exists(experiment / "refused"));
}

TEST(HeldOut, GivenAFolderOfARunWhenEvaluatedIntoThenItsFiguresAreNotOverwritten) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run").status, 0);
  const auto run = (experiment / "run").string();
  const auto before = slurp(experiment / "run/metrics.json");

  const auto ended = experiment.bnn({"evaluate", run, "data.test_images=50", "--output", run});

  EXPECT_EQ(ended.status, 2);
  EXPECT_EQ(slurp(experiment / "run/metrics.json"), before);
}

}  // namespace
}  // namespace bnn
