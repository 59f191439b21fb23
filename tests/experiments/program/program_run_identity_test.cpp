#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
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
using ::testing::Not;

void replace_in(const fs::path& file, const std::string& from, const std::string& to) {
  auto text = slurp(file);
  const auto at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  put(file, text.replace(at, from.size(), to));
}

// What a run of an older version has not.
void make_old(const fs::path& run) {
  for (const char* name : {"fitted.json", "manifest.json", "validation.safetensors"}) fs::remove(run / name);
}

TEST(RunIdentity, GivenARunWhenWrittenThenItSaysWhatItWasFittedOn) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run", {"data.validation=0"}).status, 0);

  const auto fitted = json::parse(slurp(experiment / "run/fitted.json"));

  EXPECT_EQ(fitted.at("config_sha256"), sha256_hex({slurp(experiment / "run/config.yaml")}));
  for (const std::string file : {"train-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}) {
    EXPECT_EQ(fitted.at("data").at("sha256").at(file),
              sha256_hex({slurp(experiment.data() / "mnist" / file)}));
  }
  // hashlib.sha256(numpy.arange(n, dtype='<i8')) of all 400 training and 100 test images.
  const auto& split = fitted.at("split");
  EXPECT_EQ(split.at("train").at("indices_sha256"),
            "4d1a187c7ef4e27616b805e78acaf13ef5d14885ae2e3cb572dd1969e7cd6c2d");
  EXPECT_EQ(split.at("test").at("indices_sha256"),
            "96bdba67cd0b5e6dc0f9e399f66b17eae627eac812d0620119e87687d789546a");
  EXPECT_EQ(split.at("validation").at("examples"), 0);
  EXPECT_EQ(split.at("seed"), 0);
  // The mean of the bytes of the file, without its header of 16.
  const auto pixels = slurp(experiment.data() / "mnist/train-images-idx3-ubyte").substr(16);
  double sum = 0.0;
  for (const char pixel : pixels) sum += static_cast<unsigned char>(pixel);
  const double mean = sum / 255.0 / static_cast<double>(pixels.size());
  EXPECT_NEAR(fitted.at("standardisation").at("mean").get<double>(), mean, 1e-12);
  EXPECT_EQ(fitted.at("data").at("class_names").size(), 10u);
  EXPECT_EQ(fitted.at("data").at("height"), 28);
  EXPECT_FALSE(fitted.at("kernels").at("libtorch").get<std::string>().empty());
  // What PyTorch needs travels with the weights.
  const auto metadata = read_model_file(experiment / "run/model.safetensors").metadata;
  EXPECT_EQ(metadata.at("run"), fitted.at("identity"));
  EXPECT_EQ(std::stod(metadata.at("mean")), fitted.at("standardisation").at("mean").get<double>());
}

TEST(RunIdentity, GivenSetsAndCalibrationsWhenRunThenWhatWasFoundIsKept) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment
                .run("run", {"evaluation.conformal=[lac, {name: lac, coverage: 0.999}]",
                             "evaluation.calibration=[temperature]", "method.name=mc_dropout"})
                .status,
            0);

  const auto found = json::parse(slurp(experiment / "run/fitted.json")).at("found_on_validation");

  EXPECT_EQ(found.at("draws"), 4);
  ASSERT_EQ(found.at("conformal").size(), 2u);
  EXPECT_EQ(found.at("conformal")[0].at("thresholds").size(), 10u);
  EXPECT_EQ(found.at("conformal")[0].at("validation_images")[0], 100);
  EXPECT_EQ(found.at("conformal")[1].at("name"), "lac_2");
  EXPECT_TRUE(found.at("conformal")[1].at("thresholds")[0].is_null());  // 100 images are too few for 0.999
  EXPECT_THAT(found.at("calibration")[0].at("found").get<std::string>(), HasSubstr("temperature"));
}

TEST(RunIdentity, GivenAChangedFileWhenTheRunIsReadThenStatusIsThreeAndItIsNamed) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run").status, 0);
  ASSERT_EQ(experiment.run("other", {"seed=1"}).status, 0);
  const auto run = (experiment / "run").string(), other = (experiment / "other").string();
  auto metrics = json::parse(slurp(experiment / "run/metrics.json"));
  metrics["test"]["accuracy"]["value"] = 0.999;
  put(experiment / "run/metrics.json", metrics.dump(2));

  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"show", run},
        {"diff", other, run},
        {"export", run},
        {"evaluate", run},
        {"convert", run},
        {"prune", run, "--share", "0.5"},
        {"predict", run, (experiment / "data/mnist/t10k-images-idx3-ubyte").string()}}) {
    const auto ended = experiment.bnn(words);
    EXPECT_EQ(ended.status, 3) << words.front() << ended.messages;
    EXPECT_THAT(ended.messages, AllOf(HasSubstr("metrics.json"), HasSubstr("SHA-256"))) << words.front();
  }
}

TEST(RunIdentity, GivenAModelOfAnotherRunWhenReadThenBothAreNamed) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run").status, 0);
  ASSERT_EQ(experiment.run("other", {"seed=1", "name=stranger"}).status, 0);
  fs::copy_file(experiment / "other/model.safetensors", experiment / "run/model.safetensors",
                fs::copy_options::overwrite_existing);

  const auto ended = experiment.bnn({"evaluate", (experiment / "run").string()});

  EXPECT_EQ(ended.status, 3);
  EXPECT_THAT(ended.messages,
              AllOf(HasSubstr("\"stranger\""), HasSubstr("\"small\""), HasSubstr("model.safetensors")));
}

TEST(RunIdentity, GivenACheckpointOfAnotherRunWhenResumedThenBothAreNamed) {
  const SmallExperiment experiment;
  const std::vector<std::string> longer{"training.epochs=500"};
  for (const char* name : {"run", "stranger"}) {
    auto words = longer;
    words.push_back(std::string("name=") + name);
    auto program = experiment.start(name, words);
    program.read_until(": epoch ", 2);
    program.send(SIGINT);
    ASSERT_EQ(program.wait().signal, SIGINT);
  }
  fs::remove_all(experiment / "run/checkpoints");
  fs::copy(experiment / "stranger/checkpoints", experiment / "run/checkpoints", fs::copy_options::recursive);

  const auto ended = experiment.run("run", {"training.epochs=500", "name=run", "--resume"});

  EXPECT_EQ(ended.status, 3) << ended.messages;
  EXPECT_THAT(ended.messages, AllOf(HasSubstr("\"stranger\""), HasSubstr("\"run\"")));
}

TEST(RunIdentity, GivenAnEditedConfigurationWhenTheRunIsReadThenTheWayToANewRunIsSaid) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run").status, 0);
  replace_in(experiment / "run/config.yaml", "samples: 4", "samples: 5");
  const auto run = (experiment / "run").string();

  const auto evaluated = experiment.bnn({"evaluate", run});
  make_old(run);
  const auto old = experiment.bnn({"evaluate", run});

  for (const auto& ended : {evaluated, old}) {
    EXPECT_EQ(ended.status, 3) << ended.messages;
    EXPECT_THAT(ended.messages, AllOf(HasSubstr("config.yaml"), HasSubstr("bnn run")));
  }
}

TEST(RunIdentity, GivenARunOfAnOlderVersionWhenReadThenItIsWarnedOfAndRead) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run", {"evaluation.conformal=[lac]"}).status, 0);
  const auto run = (experiment / "run").string();
  const auto before = experiment.bnn({"evaluate", run});
  make_old(run);

  const auto evaluated = experiment.bnn({"evaluate", run});
  const auto shown = experiment.bnn({"show", run});
  const auto compared = experiment.bnn({"diff", run, run});
  const auto exported = experiment.bnn({"export", run, "--output", (experiment / "report").string()});
  const auto predicted =
      experiment.bnn({"predict", run, (experiment / "data/mnist/t10k-images-idx3-ubyte").string()});

  for (const auto& ended : {evaluated, shown, compared, exported, predicted}) {
    EXPECT_EQ(ended.status, 0) << ended.messages;
    EXPECT_THAT(ended.messages, HasSubstr("warning: the run"));
  }
  EXPECT_THAT(evaluated.messages, HasSubstr("fitted.json"));
  EXPECT_EQ(evaluated.output, before.output);
}

TEST(RunIdentity, GivenAStopBetweenManifestAndMetricsWhenResumedThenTheRunIsCompletedToTheSameFigures) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run").status, 0);
  const auto before = support::results_of(experiment / "run");
  fs::remove(experiment / "run/metrics.json");

  const auto read = experiment.bnn({"evaluate", (experiment / "run").string()});
  const auto resumed = experiment.run("run", {"--resume"});

  EXPECT_NE(read.status, 0);
  ASSERT_EQ(resumed.status, 0) << resumed.messages;
  EXPECT_EQ(support::results_of(experiment / "run"), before);
  EXPECT_EQ(experiment.bnn({"show", (experiment / "run").string()}).status, 0);
}

TEST(RunIdentity, GivenAReportIsExportedIntoItsRunWhenReadThenTheRunIsWholeAndItsFiguresAreItsOwn) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run").status, 0);
  const auto run = (experiment / "run").string();
  const auto metrics = slurp(experiment / "run/metrics.json");

  const auto exported = experiment.bnn({"export", run, "--format", "html,json,npz,ipynb"});
  const auto shown = experiment.bnn({"show", run});
  replace_in(experiment / "run/report.html", "<title>", "<title>other ");
  const auto edited = experiment.bnn({"show", run});

  EXPECT_EQ(exported.status, 0) << exported.messages;
  EXPECT_EQ(shown.status, 0) << shown.messages;
  EXPECT_EQ(slurp(experiment / "run/metrics.json"), metrics);  // with its seconds: not measured again
  EXPECT_EQ(edited.status, 3);
  EXPECT_THAT(edited.messages, HasSubstr("report.html"));
}

// A model converted into the run's folder, and notes beside it, were taken for files that the run wrote.
TEST(RunIdentity, GivenFilesThatTheRunDidNotWriteWhenTheyChangeThenTheRunIsWhole) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run").status, 0);
  const auto run = (experiment / "run").string();
  put(experiment / "run/notes.txt", "first");
  ASSERT_EQ(experiment.bnn({"convert", run}).status, 0);
  ASSERT_EQ(experiment.run("run", {"training.epochs=3", "--resume"}).status, 0);

  put(experiment / "run/notes.txt", "second");
  const auto converted = experiment.bnn({"convert", run});
  const auto shown = experiment.bnn({"show", run});

  EXPECT_EQ(converted.status, 0) << converted.messages;
  EXPECT_EQ(shown.status, 0) << shown.messages;
  EXPECT_THAT(slurp(experiment / "run/manifest.json"), Not(HasSubstr("notes.txt")));
}

TEST(RunIdentity, GivenOtherKernelsWhenResumedThenItIsWarnedOfAndKept) {
  const SmallExperiment experiment;
  const std::vector<std::string> training{"training.epochs=40"};
  auto program = experiment.start("run", training);
  program.read_until(": epoch ", 2);
  program.send(SIGINT);
  ASSERT_EQ(program.wait().signal, SIGINT);
  const auto kernels = [&] { return json::parse(slurp(experiment / "run/fitted.json")).at("kernels"); };
  if (kernels().at("libtorch_cpu_capability") == "NO AVX") GTEST_SKIP() << "LibTorch has no others here";
  const auto before = kernels();

  ::setenv("ATEN_CPU_CAPABILITY", "default", /*overwrite=*/1);
  const auto resumed = experiment.run("run", {training[0], "--resume"});
  ::unsetenv("ATEN_CPU_CAPABILITY");

  EXPECT_EQ(resumed.status, 0) << resumed.messages;
  EXPECT_THAT(resumed.messages, AllOf(HasSubstr("warning"), HasSubstr("libtorch_cpu_capability")));
  const auto environment = json::parse(slurp(experiment / "run/environment.json"));
  EXPECT_THAT(environment.at("kernels_changed").at(0).get<std::string>(), HasSubstr("last bits"));
  EXPECT_EQ(kernels(), before);
}

// A comparison of one method with two seeds, and its commands.
struct SmallComparison {
  explicit SmallComparison(const std::string& formats = "[html]") {
    put(experiment / "comparison.yaml", "name: small\nbase: config.yaml\nseeds: [0, 1]\nreport: {formats: " +
                                            formats + "}\nmethods: [{label: MAP, method: {name: map}}]\n");
  }
  support::Ended compare() const {
    return experiment.bnn({"compare", (experiment / "comparison.yaml").string(), "--output",
                           (experiment / "compared").string(), "--resume"});
  }
  support::Ended show() const { return experiment.bnn({"show", (experiment / "compared").string()}); }
  support::Ended export_as(const std::string& format) const {
    return experiment.bnn({"export", (experiment / "compared").string(), "--format", format});
  }

  SmallExperiment experiment;
};

TEST(ComparisonIdentity, GivenAnEditedFileWhenTheComparisonIsReadThenStatusIsThreeAndItIsNamed) {
  const SmallComparison comparison;
  ASSERT_EQ(comparison.compare().status, 0);
  const auto file = comparison.experiment / "compared/comparison.json";
  auto document = json::parse(slurp(file));
  document["methods"][0]["metrics"]["accuracy"]["mean"] = 0.999;
  put(file, document.dump(2));

  for (const auto& ended : {comparison.show(), comparison.export_as("html"), comparison.compare()}) {
    EXPECT_EQ(ended.status, 3) << ended.messages;
    EXPECT_THAT(ended.messages, AllOf(HasSubstr("comparison.json"), HasSubstr("SHA-256"),
                                      HasSubstr("bnn compare … --resume")));
  }

  // As of an older version: it is read with a warning, and resuming writes it again from the runs.
  fs::remove(comparison.experiment / "compared/manifest.json");
  const auto unlisted = comparison.show();
  const auto resumed = comparison.compare();
  const auto shown = comparison.show();

  EXPECT_EQ(unlisted.status, 0) << unlisted.messages;
  EXPECT_THAT(unlisted.messages, HasSubstr("warning: the comparison has no manifest.json"));
  EXPECT_EQ(resumed.status, 0) << resumed.messages;
  EXPECT_EQ(shown.status, 0);
  EXPECT_EQ(shown.messages, "");
  EXPECT_NE(json::parse(slurp(file)).at("methods")[0].at("metrics").at("accuracy").at("mean"), 0.999);
}

TEST(ComparisonIdentity, GivenAReportIsExportedIntoTheComparisonWhenReadThenItIsWholeAndEditsAreFound) {
  const SmallComparison comparison("[]");
  ASSERT_EQ(comparison.compare().status, 0);

  const auto exported = comparison.export_as("html,ipynb,json");
  const auto shown = comparison.show();
  ASSERT_EQ(comparison.experiment
                .bnn({"export", (comparison.experiment / "compared/MAP/0").string(), "--format", "html"})
                .status,
            0);
  const auto run_exported = comparison.show();
  const auto page = comparison.experiment / "compared/report.html";
  put(page, slurp(page) + "\n");
  const auto edited = comparison.show();

  EXPECT_EQ(exported.status, 0) << exported.messages;
  EXPECT_EQ(shown.status, 0) << shown.messages;
  EXPECT_EQ(shown.messages, "");
  EXPECT_EQ(run_exported.status, 0) << "the files of its runs are theirs" << run_exported.messages;
  EXPECT_EQ(edited.status, 3);
  EXPECT_THAT(edited.messages, HasSubstr("report.html"));
}

// The folder of a notebook's charts was missing.
TEST(ComparisonIdentity, GivenANotebookWhenComparedThenItsChartsAreInTheManifest) {
  const SmallComparison comparison("[ipynb]");

  const auto compared = comparison.compare();

  ASSERT_EQ(compared.status, 0) << compared.messages;
  EXPECT_TRUE(fs::exists(comparison.experiment / "compared/notebook.ipynb"));
  const auto manifest = slurp(comparison.experiment / "compared/manifest.json");
  EXPECT_THAT(manifest, AllOf(HasSubstr("\"notebook.ipynb\""), HasSubstr("\"comparison.json\""),
                              HasSubstr("\"environment.json\""), HasSubstr("\"charts/")));
  EXPECT_THAT(manifest, Not(HasSubstr("MAP/")));
}

TEST(ComparisonIdentity, GivenAStopBeforeItsFiguresWhenResumedThenTheComparisonIsCompleted) {
  const SmallComparison comparison;
  ASSERT_EQ(comparison.compare().status, 0);
  const auto file = comparison.experiment / "compared/comparison.json";
  const auto before = slurp(file);

  for (const std::vector<const char*>& missing :
       {std::vector<const char*>{"comparison.json"}, {"comparison.json", "manifest.json", "report.html"}}) {
    for (const char* name : missing) fs::remove(comparison.experiment / "compared" / name);
    const auto resumed = comparison.compare();
    const auto shown = comparison.show();

    EXPECT_EQ(resumed.status, 0) << resumed.messages;
    EXPECT_THAT(resumed.messages, Not(HasSubstr("manifest.json")));
    EXPECT_EQ(slurp(file), before);
    EXPECT_EQ(shown.status, 0) << shown.messages;
    EXPECT_EQ(shown.messages, "");
  }
}

TEST(RunIdentity, GivenEditedMetricsWhenAComparisonIsResumedThenTheyAreFound) {
  const SmallExperiment experiment;
  put(experiment / "comparison.yaml",
      "name: small\nbase: config.yaml\nseeds: [0, 1]\nmethods: [{label: MAP, method: {name: map}}]\n");
  const auto folder = (experiment / "compared").string();
  const std::vector<std::string> compare{"compare", (experiment / "comparison.yaml").string(), "--output",
                                         folder, "--resume"};
  ASSERT_EQ(experiment.bnn(compare).status, 0);
  const auto file = experiment / "compared/MAP/1/metrics.json";
  auto metrics = json::parse(slurp(file));
  metrics["details"]["test"]["reliability"] = json::array();
  put(file, metrics.dump(2));

  const auto edited = experiment.bnn(compare);
  fs::remove(experiment / "compared/MAP/1/manifest.json");
  const auto unlisted = experiment.bnn(compare);
  fs::remove(experiment / "compared/MAP/1/fitted.json");  // as of an older version, whose sums nobody knows
  const auto emptied = experiment.bnn(compare);

  EXPECT_EQ(edited.status, 3) << edited.messages;
  EXPECT_THAT(edited.messages, HasSubstr("MAP/1/metrics.json"));
  EXPECT_EQ(unlisted.status, 3) << unlisted.messages;
  EXPECT_THAT(unlisted.messages, AllOf(HasSubstr("MAP/1/manifest.json"), HasSubstr("missing")));
  EXPECT_EQ(emptied.status, 3) << emptied.messages;
  EXPECT_THAT(emptied.messages,
              AllOf(HasSubstr("MAP/1/metrics.json"), HasSubstr("details.test.reliability")));
}

}  // namespace
}  // namespace bnn
