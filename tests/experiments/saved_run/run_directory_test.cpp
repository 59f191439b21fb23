#include "experiments/saved_run/run_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/types.h>

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>

#include "bayes/core/error.h"
#include "experiments/config/experiment_config.h"
#include "tests/experiments/files/fault_of.h"
#include "tests/experiments/files/temporary_folder.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using bayes::Fault;
using Resume = RunDirectory::Resume;

constexpr char kConfig[] = "name: a\n";

report::EpochRecord epoch(std::int64_t number) {
  report::EpochRecord record;
  record.epoch = number;
  record.train_loss = 0.1 * static_cast<double>(number);
  return record;
}

bayes::State state_of(double value) { return {{"weight", torch::full({3}, value, torch::kFloat32)}}; }

TEST(RunDirectory, GivenNothingWhenTakenThenTheConfigurationIsThereAndNoCheckpoint) {
  const TemporaryFolder folder;

  RunDirectory directory(folder.path / "deep/run", kConfig, Resume::kNo);

  EXPECT_EQ(slurp(directory.path() / "config.yaml"), kConfig);
  EXPECT_FALSE(directory.is_complete());
  EXPECT_FALSE(directory.load_checkpoint().has_value());
}

TEST(RunDirectory, GivenARunWhenTakenAgainThenOnlyResumingItsOwnConfigurationMay) {
  const TemporaryFolder folder;
  { RunDirectory first(folder.path, kConfig, Resume::kNo); }
  const auto take = [&](const std::string& config, Resume resume) {
    return fault_of([&] { RunDirectory again(folder.path, config, resume); });
  };

  EXPECT_EQ(take(kConfig, Resume::kNo), Fault::kUsage);
  EXPECT_EQ(take("name: b\n", Resume::kYes), Fault::kUsage);
  EXPECT_EQ(take(kConfig, Resume::kYes), std::nullopt);
}

TEST(RunDirectory, GivenAConfigurationAsAnOlderVersionWroteItWhenItMeansTheSameThenItStaysAsItIs) {
  const TemporaryFolder folder;
  const std::string older = "training: {epochs: 4, label_smoothing: 0.1}\n";
  const auto now = [](const std::string& epochs) {
    return to_yaml(default_experiment({"training.epochs=" + epochs, "model.likelihood.label_smoothing=0.1"}));
  };
  put(folder.path / "config.yaml", older);

  EXPECT_EQ(fault_of([&] { RunDirectory again(folder.path, now("4"), Resume::kNo); }), Fault::kUsage);
  EXPECT_EQ(fault_of([&] { RunDirectory again(folder.path, now("3"), Resume::kYes); }), Fault::kUsage);
  {
    const RunDirectory again(folder.path, now("4"), Resume::kYes);
    EXPECT_EQ(again.config_yaml(), older);
    EXPECT_FALSE(again.is_longer());
  }
  const RunDirectory longer(folder.path, now("5"), Resume::kYes);
  EXPECT_EQ(longer.config_yaml(), now("5"));
  EXPECT_TRUE(longer.is_longer());
}

TEST(RunDirectory, GivenWeightsInHalfPrecisionWhenReadThenTheyAreTheSameNumbers) {
  const TemporaryFolder folder;
  const std::string header =
      R"({"a":{"dtype":"F16","shape":[3],"data_offsets":[0,6]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[6,10]}})";
  std::string file(8, '\0');
  file[0] = static_cast<char>(header.size());
  // Little-endian bits by hand: 1, -0.5 and 65504 after IEEE 754 binary16, 1 and -2.5 after bfloat16.
  put(folder.path / "half.safetensors",
      file + header + std::string("\x00\x3c\x00\xb8\xff\x7b\x80\x3f\x20\xc0", 10));

  const auto state = read_foreign_model(folder.path / "half.safetensors");

  EXPECT_TRUE(state.at("a").equal(torch::tensor({1.0F, -0.5F, 65504.0F})));
  EXPECT_TRUE(state.at("b").equal(torch::tensor({1.0F, -2.5F})));
}

TEST(RunDirectory, GivenAHolderWhenTakenThenTheOtherMayTryAgain) {
  const TemporaryFolder folder;
  const RunDirectory holder(folder.path, kConfig, Resume::kNo);

  EXPECT_EQ(fault_of([&] { RunDirectory other(folder.path, kConfig, Resume::kYes); }), Fault::kTryAgain);
}

TEST(RunDirectory, GivenForeignFilesWhenTakenThenNothingIsAdded) {
  const TemporaryFolder folder;
  put(folder.path / "notes.txt", "mine");

  EXPECT_EQ(fault_of([&] { RunDirectory directory(folder.path, kConfig, Resume::kYes); }), Fault::kUsage);
  EXPECT_EQ(folder.entries(), 1);
}

TEST(RunDirectory, GivenAFileWithFoldersInItsNameWhenWrittenThenTheyAreMade) {
  const TemporaryFolder folder;
  const RunDirectory directory(folder.path, kConfig, Resume::kNo);

  directory.write({"charts/a.json", "{}"});

  EXPECT_EQ(slurp(folder.path / "charts/a.json"), "{}");
}

TEST(RunDirectory, GivenCheckpointsWhenLoadedThenStateAndHistoryAreThoseOfTheNewest) {
  const TemporaryFolder folder;
  RunDirectory directory(folder.path, kConfig, Resume::kNo);
  directory.save_checkpoint(state_of(1.0), {epoch(1)}, /*step=*/10);
  directory.save_checkpoint(state_of(2.0), {epoch(1), epoch(2)}, /*step=*/20);

  const auto checkpoint = directory.load_checkpoint();

  ASSERT_TRUE(checkpoint.has_value());
  EXPECT_TRUE(torch::equal(checkpoint->state.at("weight"), state_of(2.0).at("weight")));
  ASSERT_EQ(checkpoint->history.size(), 2u);
  EXPECT_EQ(checkpoint->history[1].epoch, 2);
  EXPECT_EQ(checkpoint->history[1].train_loss, 0.2);
  EXPECT_TRUE(checkpoint->warnings.empty());
}

TEST(RunDirectory, GivenAnyByteFlippedOrAnyLengthCutWhenLoadedThenTheCheckpointBeforeComesWithAWarning) {
  const TemporaryFolder folder;
  RunDirectory directory(folder.path, kConfig, Resume::kNo);
  directory.save_checkpoint(state_of(1.0), {epoch(1)}, /*step=*/10);
  directory.save_checkpoint(state_of(2.0), {epoch(1), epoch(2)}, /*step=*/20);
  const auto newest = folder.path / "checkpoints/step-000000000020.safetensors";
  const auto whole = slurp(newest);
  const auto expect_the_one_before = [&](const std::string& damaged, const std::string& what) {
    put(newest, damaged);
    const auto checkpoint = directory.load_checkpoint();
    ASSERT_TRUE(checkpoint.has_value()) << what;
    EXPECT_TRUE(checkpoint->state.at("weight").equal(state_of(1.0).at("weight"))) << what;
    EXPECT_EQ(checkpoint->warnings.size(), 1u) << what;
  };

  for (std::size_t i = 0; i < whole.size(); ++i) {
    auto flipped = whole;
    flipped[i] = static_cast<char>(flipped[i] ^ (1 << (i % 8)));
    expect_the_one_before(flipped, "byte " + std::to_string(i));
    expect_the_one_before(whole.substr(0, i), "length " + std::to_string(i));
  }
}

// A crash between the checkpoint and the history's copy once left history.jsonl an epoch behind for good.
TEST(RunDirectory, GivenTheHistoryIsBehindOrAheadWhenTheCheckpointIsLoadedThenItIsPutRight) {
  const TemporaryFolder folder;
  RunDirectory directory(folder.path, kConfig, Resume::kNo);
  directory.save_checkpoint(state_of(1.0), {epoch(1)}, 10);
  const auto one = slurp(folder.path / "history.jsonl");
  directory.save_checkpoint(state_of(2.0), {epoch(1), epoch(2)}, 20);
  const auto two = slurp(folder.path / "history.jsonl");

  put(folder.path / "history.jsonl", one);
  directory.load_checkpoint();
  EXPECT_EQ(slurp(folder.path / "history.jsonl"), two);

  put(folder.path / "checkpoints/step-000000000020.safetensors", "damaged");
  const auto checkpoint = directory.load_checkpoint();
  EXPECT_EQ(checkpoint->warnings.size(), 1u);
  EXPECT_EQ(slurp(folder.path / "history.jsonl"), one);
  EXPECT_EQ(read_history(folder.path).size(), 1u);
}

// Bytes that this process has read so far; nothing where the system does not count them.
std::optional<std::uint64_t> bytes_read() {
  std::ifstream counts("/proc/self/io");
  std::string name;
  for (std::uint64_t count = 0; counts >> name >> count;) {
    if (name == "rchar:") return count;
  }
  return std::nullopt;
}

// A run that had failed for want of memory once read the whole checkpoint for the message.
TEST(RunDirectory, GivenALargeCheckpointWhenAskedWhatIsIntactThenLittleOfItIsRead) {
  const TemporaryFolder folder;
  RunDirectory directory(folder.path, kConfig, Resume::kNo);
  directory.save_checkpoint({{"weight", torch::zeros({1 << 20}, torch::kFloat32)}}, {epoch(1)}, /*step=*/10);
  const auto before = bytes_read();
  if (!before) GTEST_SKIP() << "no counts of bytes here";

  const auto intact = what_is_intact(folder.path);
  const auto after = bytes_read();

  EXPECT_EQ(intact, "\n  intact: the checkpoint of step 10");
  EXPECT_LT(*after - *before, 100'000u);  // of 4 MB
}

TEST(RunDirectory, GivenNoWholeCheckpointWhenAskedWhatIsIntactThenThatIsNotSaid) {
  const TemporaryFolder folder;
  EXPECT_EQ(what_is_intact(folder.path), "");
  RunDirectory directory(folder.path, kConfig, Resume::kNo);
  EXPECT_EQ(what_is_intact(folder.path), "\n  intact: nothing yet, the first epoch had not ended");
  directory.save_checkpoint(state_of(1.0), {epoch(1)}, /*step=*/10);
  put(folder.path / "checkpoints/step-000000000010.safetensors", "damaged");

  EXPECT_EQ(what_is_intact(folder.path), "");
}

// "kernels_changed" of another type was once a defect of the program.
TEST(RunDirectory, GivenAnEditedEnvironmentWhenReadThenTheKeyThatIsWrongIsNamed) {
  const TemporaryFolder folder;
  const auto read = [&](const std::string& text) {
    put(folder.path / "environment.json", text);
    return error_of([&] { read_environment(folder.path); });
  };

  EXPECT_FALSE(read("{}"));
  EXPECT_FALSE(read(
      R"({"kernels_changed": ["a"], "data_sha256": {"images": "b"}, "start_sha256": "c", "threads": 2})"));
  for (const std::string value : {"3", "\"a\"", "{}", "[1]"}) {
    const auto error = read(R"({"kernels_changed": )" + value + "}");
    ASSERT_TRUE(error) << value;
    EXPECT_EQ(error->fault, Fault::kData);
    EXPECT_THAT(error->problem, ::testing::HasSubstr("`kernels_changed`"));
    EXPECT_THAT(error->where, ::testing::HasSubstr("environment.json"));
  }
  EXPECT_TRUE(read(R"({"data_sha256": ["a"]})"));
  EXPECT_TRUE(read(R"({"data_sha256": {"images": 1}})"));
  EXPECT_TRUE(read(R"({"start_sha256": 1})"));
  EXPECT_TRUE(read("[]"));
}

TEST(RunDirectory, GivenAModelWhenWrittenThenItIsReadBackWithItsTypes) {
  const TemporaryFolder folder;
  bayes::State state = state_of(1.5);
  state["double"] = torch::full({2, 2}, 0.1, torch::kFloat64);
  state["count"] = torch::tensor({7}, torch::kInt64);
  const auto file = model_file(state, {{"config", kConfig}});

  put(folder.path / file.name, file.bytes);
  const auto read = read_model(folder.path);

  ASSERT_EQ(read.size(), 3u);
  for (const auto& [name, tensor] : state) {
    EXPECT_EQ(read.at(name).dtype(), tensor.dtype()) << name;
    EXPECT_TRUE(torch::equal(read.at(name), tensor)) << name;
  }
}

}  // namespace
}  // namespace bnn
