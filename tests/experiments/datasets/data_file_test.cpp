#include "experiments/datasets/data_file.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "experiments/datasets/idx_file.h"

namespace bnn {

// Sizes: the header of 4 · (1 + dimensions) bytes and one byte for each pixel or label, by hand.
TEST(DataFile, GivenTheKnownDataSetsWhenLookedAtThenTheirSizesAreThoseOfTheFormat) {
  for (const DataSource& source : {mnist_source(), fashion_mnist_source()}) {
    ASSERT_EQ(source.files.size(), 4U);
    EXPECT_EQ(source.files[0].bytes, 16U + 60'000U * 28 * 28);
    EXPECT_EQ(source.files[1].bytes, 8U + 60'000U);
    EXPECT_EQ(source.files[2].bytes, 16U + 10'000U * 28 * 28);
    EXPECT_EQ(source.files[3].bytes, 8U + 10'000U);
    for (const DataFile& file : source.files) EXPECT_EQ(file.sha256.size(), 64U);
  }
}

TEST(DataFile, GivenTheVariableWhenSetThenItNamesTheDataFolder) {
  const char* set = std::getenv("BAYES_DATA");
  const std::string before = set != nullptr ? set : "";

  ::setenv("BAYES_DATA", "/some/where", 1);
  EXPECT_EQ(find_data_folder(), "/some/where");
  ::setenv("BAYES_DATA", "", 1);
  EXPECT_EQ(find_data_folder(), "data");
  ::unsetenv("BAYES_DATA");
  EXPECT_EQ(find_data_folder(), "data");

  if (set != nullptr) ::setenv("BAYES_DATA", before.c_str(), 1);
}

TEST(DataFile, GivenMnistInTheDataFolderWhenReadThenItsSumsAreTheKnownOnes) {
  const auto folder = find_data_folder() / mnist_source().name;
  for (const DataFile& file : mnist_source().files) {
    if (!std::filesystem::exists(folder / file.name)) GTEST_SKIP() << "no MNIST here: `bnn data fetch mnist`";
    const IdxKind kind = file.name.find("images") != std::string::npos ? IdxKind::kImages : IdxKind::kLabels;

    EXPECT_EQ(read_idx(folder / file.name, kind).sha256, file.sha256);
  }
}

}  // namespace bnn
