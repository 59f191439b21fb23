#include "experiments/run/idle_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "experiments/config/comparison_config.h"
#include "experiments/config/yaml/yaml_document.h"
#include "tests/experiments/files/temporary_folder.h"
#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

struct Idle {
  std::vector<std::string> overrides;
  std::string key, reason;
};

TEST(IdleSettings, GivenASettingWithoutEffectWhenLookedForThenItIsNamedWithItsPlaceAndReason) {
  const std::string bbb = "method={name: bayes_by_backprop}";
  for (const auto& [overrides, key, reason] : std::vector<Idle>{
           {{"training.patience=3", "data.validation=0"}, "training.patience", "no validation images"},
           {{"training.patience=10"}, "training.patience", "ends after 10 epochs"},
           {{"training.warmup_epochs=11"}, "training.warmup_epochs", "ends after 10 epochs"},
           {{"training.validation_draws=8", "data.validation=0", bbb},
            "training.validation_draws",
            "no validation"},
           {{"training.validation_draws=8"}, "training.validation_draws", "fixes the number of draws"},
           {{"training.draws=2"}, "training.draws", "without draws"},
           {{"training.draws=2", "training.antithetic=true"}, "training.antithetic", "without draws"},
           {{"training.draw_per_shard=true", "training.shards=1", bbb},
            "training.draw_per_shard",
            "one shard"},
           {{"training.schedule={name: plateau, patience: 10}"}, "training.schedule.patience", "ends after"},
           {{"training.kl_warmup_epochs=11", bbb}, "training.kl_warmup_epochs", "has 10 epochs"},
           {{"training.kl_warmup_epochs=3", "training.kl_cycles=4", bbb},
            "training.kl_warmup_epochs",
            "2.5 epochs"},
           {{"training.kl_warmup_shape=cosine", bbb}, "training.kl_warmup_shape", "kl_warmup_epochs is 0"},
           {{"training.kl_cycles=2", bbb}, "training.kl_cycles", "kl_warmup_epochs is 0"},
           {{"training.temperature=0.5", "model.prior={name: flat}"}, "training.temperature", "flat"},
           {{"training.free_nats=0.1"}, "training.free_nats", "no KL"},
           {{"model.start.sigma_share=0.2", bbb}, "model.start.sigma_share", "from is empty"},
           {{"method={name: bayes_by_backprop, rank: 3}"}, "method.rank", "mean_field"},
           {{"method={name: bayes_by_backprop, factor_sigma: 0.3}"}, "method.factor_sigma", "mean_field"},
           {{"method={name: mc_dropout, unit: channel, convolutions: false}"},
            "method.unit",
            "convolutions is false"},
           {{"model.prior={name: empirical_gaussian, initial_sigma: 0.2}", bbb},
            "model.prior.initial_sigma",
            "closed"},
           {{"evaluation.samples=64"}, "evaluation.samples", "fixes the number of draws"},
           {{"evaluation.decision.wrong=2"}, "evaluation.decision.wrong", "neither"},
       }) {
    const auto warnings = idle_setting_warnings({default_experiment(overrides)});

    std::string all;
    for (const auto& warning : warnings) all += warning + "\n";
    EXPECT_THAT(all, AllOf(StartsWith("warning: command line: "), HasSubstr("`" + key + "` has no effect: "),
                           HasSubstr(reason)))
        << key;
  }
}

TEST(IdleSettings, GivenSettingsWithAnEffectOrAsTheyAreByDefaultWhenLookedForThenNoneIsNamed) {
  for (const auto& overrides : std::vector<std::vector<std::string>>{
           {},
           {"training.validation_draws=4", "evaluation.samples=32", "data.validation=0"},
           {"method={name: bayes_by_backprop, posterior: low_rank, rank: 3}", "training.draws=2",
            "training.antithetic=true", "training.kl_warmup_epochs=5", "training.kl_cycles=2",
            "training.kl_warmup_shape=cosine", "training.free_nats=0.1", "training.validation_draws=8",
            "training.patience=3", "training.warmup_epochs=10", "evaluation.samples=64"}}) {
    EXPECT_THAT(idle_setting_warnings({default_experiment(overrides)}), IsEmpty());
  }
}

TEST(IdleSettings, GivenASettingThatMethodsShareWhenItServesOneThenItIsNotNamedAndElseOnce) {
  const TemporaryFolder folder;
  put(folder.path / "base.yaml", "evaluation: {samples: 64}\ntraining: {kl_cycles: 2}\n");
  const auto warnings_of = [&](const std::string& methods) {
    put(folder.path / "compare.yaml", "base: base.yaml\nmethods: [" + methods + "]\n");
    const auto comparison = load_comparison((folder.path / "compare.yaml").string(), {});
    std::vector<ExperimentConfig> configs;
    for (const auto& method : comparison.methods) configs.push_back(method.runs.front());
    return idle_setting_warnings(configs);
  };

  EXPECT_THAT(warnings_of("{label: a, method: {name: map}}, {label: b, method: {name: mc_dropout}}"),
              ElementsAre(HasSubstr("base.yaml:2:")));
  EXPECT_THAT(warnings_of("{label: a, method: {name: map}}, {label: b, method: {name: map}, seed: 1}"),
              ElementsAre(HasSubstr("base.yaml:2:"), HasSubstr("base.yaml:1:")));
}

TEST(IdleSettings, GivenTheProjectsConfigurationsWhenLookedForThenNoneIsNamed) {
  const bnn::AtFolder project(std::filesystem::path(CONFIGS_FOLDER).parent_path());  // of paths to tables
  for (const auto& file : std::filesystem::directory_iterator(CONFIGS_FOLDER)) {
    const auto path = file.path().string();
    if (file.path().extension() != ".yaml") continue;
    std::vector<ExperimentConfig> methods;
    if (read_yaml_file(path).find("methods") == nullptr) {
      methods.push_back(load_experiment(path, {}));
    } else {
      for (const auto& method : load_comparison(path, {}).methods) methods.push_back(method.runs.front());
    }
    EXPECT_THAT(idle_setting_warnings(methods), IsEmpty()) << path;
  }
}

TEST(IdleSettings, GivenTheProgramWhenItRunsChecksOrMeasuresAgainThenItWarnsOnce) {
  const support::SmallExperiment experiment;
  put(experiment.config(), slurp(experiment.config()) + "label: MAP\n");
  const auto count = [](const std::string& text) {
    std::size_t found = 0;
    for (auto at = text.find("warning:"); at != std::string::npos; at = text.find("warning:", at + 1))
      ++found;
    return found;
  };

  const auto ran = experiment.run("run");
  const auto checked = experiment.bnn({"check", experiment.config().string()});
  const auto run = (experiment / "run").string();
  const auto again = experiment.bnn({"evaluate", run});
  const auto more = experiment.bnn({"evaluate", run, "evaluation.samples=9"});

  // samples: 4 and validation_draws: 2 of a point
  EXPECT_EQ(count(ran.messages), 2u) << ran.messages;
  EXPECT_THAT(ran.messages, HasSubstr("config.yaml:5:"));
  EXPECT_EQ(count(checked.messages), 2u) << checked.messages;
  EXPECT_EQ(count(again.messages), 0u) << again.messages;
  EXPECT_EQ(count(more.messages), 1u) << more.messages;
  EXPECT_THAT(more.messages, HasSubstr("command line: evaluation.samples=9"));
}

TEST(IdleSettings, GivenMoreImagesThanThereAreWhenRunThenItIsRefusedAtItsLine) {
  const support::SmallExperiment experiment;

  const auto many = experiment.run("run", {"data.test_images=101"});
  const auto third = experiment.run("third", {"data.validation=0.25", "data.training_images=200"});

  EXPECT_EQ(many.status, 2) << many.messages;
  EXPECT_THAT(many.messages, AllOf(HasSubstr("101 images are asked for, and there are 100"),
                                   HasSubstr("command line: data.test_images=101")));
  EXPECT_FALSE(std::filesystem::exists(experiment / "run"));
  EXPECT_EQ(third.status, 0) << third.messages;
}

TEST(IdleSettings, GivenAComparisonAndAFormatOfRunsWhenLoadedThenItIsRefusedAtItsLine) {
  const support::SmallExperiment experiment;
  put(experiment / "compare.yaml",
      "base: config.yaml\nmethods: [{label: a}]\nreport: {formats: [html, npz]}\n");

  const auto ended = experiment.bnn({"check", (experiment / "compare.yaml").string()});

  EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(ended.messages, AllOf(HasSubstr("compare.yaml:3:26"), HasSubstr("cannot be written as `npz`")));
}

}  // namespace
}  // namespace bnn
