#include "experiments/files/folders.h"

#include <gtest/gtest.h>

#include "tests/experiments/files/fault_of.h"
#include "tests/experiments/files/temporary_folder.h"

namespace bnn {

namespace fs = std::filesystem;

TEST(Folders, GivenSeveralMissingWhenMadeThenAllAreThereAndASecondTimeNothingHappens) {
  const TemporaryFolder folder;

  make_folders(folder.path / "a/b/../c/./d/");
  make_folders(folder.path / "a/b/../c/./d/");
  make_folders("");

  EXPECT_TRUE(fs::is_directory(folder.path / "a/b"));
  EXPECT_TRUE(fs::is_directory(folder.path / "a/c/d"));
}

TEST(Folders, GivenAFileOnTheWayWhenMadeThenTheErrorNamesIt) {
  const TemporaryFolder folder;
  put(folder.path / "file", "x");

  const auto error = error_of([&] { make_folders(folder.path / "file/run"); });

  ASSERT_TRUE(error);
  EXPECT_EQ(error->fault, bayes::Fault::kFailed);
  EXPECT_EQ(error->where, (folder.path / "file").string());
  EXPECT_EQ(error->problem, "cannot make the folder: Not a directory");
}

}  // namespace bnn
