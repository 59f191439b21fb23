#include "experiments/files/generations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/experiments/files/fault_of.h"
#include "tests/experiments/files/temporary_folder.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

Safetensors content(const std::string& note) { return {{{"note", note}}, {{"a", "U8", {3}, "abc"}}}; }

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  return names;
}

void flip_a_bit(const fs::path& path, std::size_t at) {
  std::string bytes = slurp(path);
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  put(path, bytes);
}

constexpr char kStep1[] = "step-000000000001.safetensors";
constexpr char kStep2[] = "step-000000000002.safetensors";
constexpr char kStep3[] = "step-000000000003.safetensors";

}  // namespace

TEST(Generations, GivenThreeSavesWhenLookedAtThenTheNewestTwoAreThere) {
  const TemporaryFolder folder;
  Generations generations(folder.path / "checkpoints");
  put(folder.path / "other", "");

  for (const int step : {1, 2, 3}) generations.save(content(std::to_string(step)), step);

  EXPECT_THAT(names_in(folder.path / "checkpoints"), UnorderedElementsAre(kStep2, kStep3));
  const auto newest = generations.load_newest();
  ASSERT_TRUE(newest);
  EXPECT_EQ(newest->step, 3);
  EXPECT_EQ(newest->content.metadata, content("3").metadata);
  EXPECT_EQ(newest->content.arrays.at(0).bytes, "abc");
  EXPECT_TRUE(newest->warnings.empty());
}

TEST(Generations, GivenNoFolderOrAnEmptyOneWhenLoadedThenThereIsNone) {
  const TemporaryFolder folder;

  EXPECT_FALSE(Generations(folder.path / "missing").load_newest());
  EXPECT_FALSE(Generations(folder.path).load_newest());
  EXPECT_FALSE(fs::exists(folder.path / "missing"));
}

TEST(Generations, GivenTheNewestDamagedWhenLoadedThenTheOlderOneComesWithAWarning) {
  const TemporaryFolder folder;
  Generations(folder.path).save(content("one"), 1);
  Generations(folder.path).save(content("two"), 2);
  const std::size_t size = slurp(folder.path / kStep2).size();

  for (std::size_t at = 0; at < size; ++at) {
    flip_a_bit(folder.path / kStep2, at);
    const auto newest = Generations(folder.path).load_newest();
    flip_a_bit(folder.path / kStep2, at);

    ASSERT_TRUE(newest);
    EXPECT_EQ(newest->content.metadata.at("note"), "one");
    ASSERT_EQ(newest->warnings.size(), 1U);
    EXPECT_THAT(newest->warnings[0], HasSubstr("checkpoint of step 2 is skipped"));
  }
}

TEST(Generations, GivenAllDamagedWhenLoadedThenThatIsAnErrorAndNotNone) {
  const TemporaryFolder folder;
  Generations generations(folder.path);
  generations.save(content("one"), 1);
  generations.save(content("two"), 2);
  put(folder.path / kStep1, "");
  put(folder.path / kStep2, "no checkpoint");

  const auto error = error_of([&] { generations.load_newest(); });

  ASSERT_TRUE(error);
  EXPECT_EQ(error->fault, bayes::Fault::kData);
  EXPECT_THAT(error->problem, HasSubstr("all 2 checkpoints are unusable"));
  EXPECT_THAT(names_in(folder.path), UnorderedElementsAre(kStep1, kStep2));
}

TEST(Generations, GivenAGenerationUnderAnothersNameWhenLoadedThenItIsSkipped) {
  const TemporaryFolder folder;
  Generations generations(folder.path);
  generations.save(content("one"), 1);
  fs::copy_file(folder.path / kStep1, folder.path / kStep2);

  const auto newest = generations.load_newest();

  ASSERT_TRUE(newest);
  EXPECT_EQ(newest->step, 1);
  EXPECT_EQ(newest->warnings.size(), 1U);
}

TEST(Generations, GivenADamagedOneSkippedWhenSavedAgainThenItGoesAndTheWholeOnesStay) {
  const TemporaryFolder folder;
  Generations(folder.path).save(content("one"), 1);
  Generations(folder.path).save(content("three"), 3);
  flip_a_bit(folder.path / kStep3, 20);
  Generations resumed(folder.path);
  resumed.load_newest();

  resumed.save(content("two"), 2);

  EXPECT_THAT(names_in(folder.path), UnorderedElementsAre(kStep1, kStep2));
  EXPECT_EQ(resumed.load_newest()->step, 2);
}

TEST(Generations, GivenNewerOnesThatNobodyLookedAtWhenAnOlderStepIsSavedThenTheyStay) {
  const TemporaryFolder folder;
  Generations(folder.path).save(content("three"), 3);

  Generations(folder.path).save(content("one"), 1);

  EXPECT_THAT(names_in(folder.path), UnorderedElementsAre(kStep1, kStep3));
}

TEST(Generations, GivenOtherFilesWhenSavedThenOnlyLeftOverTemporariesGo) {
  const TemporaryFolder folder;
  for (const char* name : {"step-1.safetensors", "step-00000000000x.safetensors", "notes", ".bnn-1-2.tmp"}) {
    put(folder.path / name, "x");
  }

  Generations(folder.path).save(content("one"), 1);

  EXPECT_THAT(names_in(folder.path),
              UnorderedElementsAre("step-1.safetensors", "step-00000000000x.safetensors", "notes", kStep1));
  EXPECT_EQ(Generations(folder.path).load_newest()->warnings.size(), 0U);
}

TEST(Generations, GivenAFileWhereTheFolderShouldBeWhenUsedThenItFails) {
  const TemporaryFolder folder;
  put(folder.path / "file", "x");
  Generations generations(folder.path / "file");

  EXPECT_EQ(fault_of([&] { generations.save(content("one"), 1); }), bayes::Fault::kFailed);
  EXPECT_EQ(fault_of([&] { generations.load_newest(); }), bayes::Fault::kFailed);
  EXPECT_EQ(fault_of([&] { generations.save(content("one"), -1); }), bayes::Fault::kUsage);
}

TEST(Generations, GivenTheNewestCutOffOrOfAnotherNameWhenItsStepIsAskedThenItIsTheOneBefore) {
  const TemporaryFolder folder;
  Generations generations(folder.path);
  EXPECT_FALSE(generations.newest_step());
  generations.save(content("one"), 1);
  generations.save(content("two"), 2);
  EXPECT_EQ(generations.newest_step(), 2);
  const auto whole = slurp(folder.path / kStep2);

  for (std::size_t length = 0; length < whole.size(); ++length) {
    put(folder.path / kStep2, whole.substr(0, length));
    EXPECT_EQ(generations.newest_step(), 1) << length;
  }
  put(folder.path / kStep2, whole + "x");
  EXPECT_EQ(generations.newest_step(), 1);
  put(folder.path / kStep2, slurp(folder.path / kStep1));
  EXPECT_EQ(generations.newest_step(), 1);
  put(folder.path / kStep1, "");
  EXPECT_EQ(fault_of([&] { generations.newest_step(); }), bayes::Fault::kData);
}

}  // namespace bnn
