#include "experiments/saved_run/run_history.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include "experiments/files/generations.h"
#include "experiments/saved_run/run_directory.h"
#include "tests/experiments/files/fault_of.h"
#include "tests/experiments/files/temporary_folder.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using Resume = RunDirectory::Resume;

constexpr char kConfig[] = "name: a\n";

report::EpochRecord epoch(std::int64_t member, std::int64_t number) {
  report::EpochRecord record;
  record.member = member;
  record.epoch = number;
  record.train_loss = 0.1 * static_cast<double>(number);
  return record;
}

std::vector<report::EpochRecord> epochs(std::int64_t count) {
  std::vector<report::EpochRecord> history;
  for (std::int64_t number = 1; number <= count; ++number) history.push_back(epoch(0, number));
  return history;
}

bayes::State state() { return {{"weight", torch::zeros({3}, torch::kFloat32)}}; }

std::uintmax_t size_of_checkpoint(const fs::path& run, int step) {
  return fs::file_size(run / ("checkpoints/step-00000000" + std::to_string(step) + ".safetensors"));
}

// A checkpoint once held the whole history: a thousand epochs wrote half a million lines.
TEST(RunHistory, GivenManyEpochsWhenCheckpointsAreSavedThenTheyDoNotGrow) {
  const TemporaryFolder folder;
  RunDirectory directory(folder.path, kConfig, Resume::kNo);
  std::uintmax_t second = 0;

  for (int number = 1; number <= 200; ++number) {
    directory.save_checkpoint(state(), epochs(number), 1000 + number);
    if (number == 2) second = size_of_checkpoint(folder.path, 1002);
  }

  // Numbers in the one line that it holds may have some digits more.
  EXPECT_NEAR(static_cast<double>(size_of_checkpoint(folder.path, 1200)), static_cast<double>(second), 64);
  const auto checkpoint = directory.load_checkpoint();
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->history.size(), 200u);
}

TEST(RunHistory, GivenACrashBetweenHistoryAndCheckpointWhenResumedThenTheHistoryEndsWithTheCheckpoint) {
  const TemporaryFolder folder;
  std::string before;
  {
    RunDirectory directory(folder.path, kConfig, Resume::kNo);
    directory.save_checkpoint(state(), epochs(3), 30);
    before = slurp(folder.path / "history.jsonl");
  }
  const auto line = before.substr(0, before.find('\n') + 1);
  for (const std::string& more : {line, line + line.substr(0, 20), line.substr(0, 20)}) {
    put(folder.path / "history.jsonl", before + more);

    RunDirectory directory(folder.path, kConfig, Resume::kYes);
    const auto checkpoint = directory.load_checkpoint();

    ASSERT_TRUE(checkpoint);
    EXPECT_EQ(checkpoint->history.size(), 3u);
    EXPECT_TRUE(checkpoint->warnings.empty());
    EXPECT_EQ(slurp(folder.path / "history.jsonl"), before);
  }
}

TEST(RunHistory, GivenMembersSideBySideWhenResumedThenEachHasItsEpochsInOrder) {
  const TemporaryFolder folder;
  RunDirectory directory(folder.path, kConfig, Resume::kNo);
  directory.save_checkpoint(state(), {epoch(1, 1)}, 10);
  directory.save_checkpoint(state(), {epoch(0, 1), epoch(1, 1)}, 20);
  directory.save_checkpoint(state(), {epoch(0, 1), epoch(0, 2), epoch(1, 1), epoch(1, 2)}, 30);

  const auto checkpoint = directory.load_checkpoint();

  ASSERT_TRUE(checkpoint);
  ASSERT_EQ(checkpoint->history.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(checkpoint->history[i].member, static_cast<std::int64_t>(i / 2));
    EXPECT_EQ(checkpoint->history[i].epoch, static_cast<std::int64_t>(i % 2 + 1));
  }
  EXPECT_EQ(slurp(folder.path / "history.jsonl"), history_text(checkpoint->history));
}

TEST(RunHistory, GivenAResumedRunWhenItGoesOnThenTheFileIsThatOfAWholeRun) {
  const TemporaryFolder whole, stopped;
  {
    RunDirectory directory(whole.path, kConfig, Resume::kNo);
    for (int number = 1; number <= 4; ++number) directory.save_checkpoint(state(), epochs(number), number);
  }
  {
    RunDirectory directory(stopped.path, kConfig, Resume::kNo);
    directory.save_checkpoint(state(), epochs(1), 1);
    directory.save_checkpoint(state(), epochs(2), 2);
  }

  RunDirectory directory(stopped.path, kConfig, Resume::kYes);
  ASSERT_TRUE(directory.load_checkpoint());
  directory.save_checkpoint(state(), epochs(3), 3);
  directory.save_checkpoint(state(), epochs(4), 4);

  EXPECT_EQ(slurp(stopped.path / "history.jsonl"), slurp(whole.path / "history.jsonl"));
  EXPECT_EQ(slurp(stopped.path / "checkpoints/step-000000000004.safetensors"),
            slurp(whole.path / "checkpoints/step-000000000004.safetensors"));
}

// Made by hand as version 0.1.0 wrote it: the whole history in the checkpoint.
TEST(RunHistory, GivenACheckpointOfAnOlderVersionWhenResumedThenItsOwnHistoryCounts) {
  const TemporaryFolder folder;
  RunDirectory directory(folder.path, kConfig, Resume::kNo);
  Safetensors content;
  content.metadata["history"] = history_text(epochs(2));
  Generations(folder.path / "checkpoints").save(content, 20);

  const auto checkpoint = directory.load_checkpoint();

  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->history.size(), 2u);
  EXPECT_EQ(slurp(folder.path / "history.jsonl"), history_text(epochs(2)));
}

TEST(RunHistory, GivenAnAlteredOrMissingHistoryWhenResumedThenThatIsSaidAndNothingBeginsAnew) {
  for (const bool missing : {true, false}) {
    const TemporaryFolder folder;
    RunDirectory directory(folder.path, kConfig, Resume::kNo);
    for (int number = 1; number <= 5; ++number) directory.save_checkpoint(state(), epochs(number), number);
    auto text = slurp(folder.path / "history.jsonl");
    text[text.find("0.1")] = '7';
    if (missing) {
      fs::remove(folder.path / "history.jsonl");
    } else {
      put(folder.path / "history.jsonl", text);
    }

    const auto error = error_of([&] { directory.load_checkpoint(); });

    ASSERT_TRUE(error);
    EXPECT_EQ(error->fault, bayes::Fault::kData);
    EXPECT_NE(error->problem.find("history.jsonl does not hold the epochs"), std::string::npos);
  }
}

TEST(RunHistory, GivenACheckpointWhoseEpochsCannotBeReadWhenAskedThenThatIsAnErrorOfData) {
  const TemporaryFolder folder;
  const RunHistory history(folder.path);

  for (const char* epochs : {"{", "5", "[{}]", R"([{"member": "0", "count": 1, "sha256": ""}])"}) {
    EXPECT_EQ(fault_of([&] {
                history.lines_of({{"epochs", epochs}, {"new_epochs", ""}});
              }),
              bayes::Fault::kData)
        << epochs;
  }
}

}  // namespace
}  // namespace bnn
