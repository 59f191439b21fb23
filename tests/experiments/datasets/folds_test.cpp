#include "experiments/datasets/folds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/experiments/files/fault_of.h"
#include "tests/experiments/files/temporary_folder.h"

namespace bnn {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Rows = std::vector<std::int64_t>;

/// Whether the two parts are all rows, each once, in order.
void expect_division(const Fold& fold, std::int64_t rows) {
  EXPECT_TRUE(std::is_sorted(fold.train.begin(), fold.train.end()));
  EXPECT_TRUE(std::is_sorted(fold.test.begin(), fold.test.end()));
  std::set<std::int64_t> all(fold.train.begin(), fold.train.end());
  all.insert(fold.test.begin(), fold.test.end());
  EXPECT_EQ(static_cast<std::int64_t>(all.size()), rows);
  EXPECT_EQ(static_cast<std::int64_t>(fold.train.size() + fold.test.size()), rows);
  EXPECT_EQ(*all.begin(), 0);
  EXPECT_EQ(*all.rbegin(), rows - 1);
}

std::int64_t count_in(const Rows& part, const Rows& classes, std::int64_t wanted) {
  return std::count_if(part.begin(), part.end(),
                       [&](std::int64_t row) { return classes[static_cast<std::size_t>(row)] == wanted; });
}

TEST(Folds, GivenASeedWhenMadeThenTheyAreThoseOfEveryPlatform) {
  // By tests/golden/folds.py.
  const auto plain = make_folds(10, {}, 3, /*seed=*/7);
  EXPECT_THAT(plain[0].test, ElementsAre(3, 7, 8, 9));
  EXPECT_THAT(plain[1].test, ElementsAre(0, 1, 2));
  EXPECT_THAT(plain[2].test, ElementsAre(4, 5, 6));
  const Rows classes{0, 1, 0, 1, 0, 1, 0, 0, 0};
  const auto stratified = make_folds(9, classes, 3, /*seed=*/7);
  EXPECT_THAT(stratified[0].test, ElementsAre(2, 5, 8));
  EXPECT_THAT(stratified[1].test, ElementsAre(0, 1, 6));
  EXPECT_THAT(stratified[2].test, ElementsAre(3, 4, 7));
  EXPECT_THAT(hold_out(9, classes, 3, /*seed=*/7).test, ElementsAre(3, 4, 7));
}

TEST(Folds, GivenRowsAndClassesWhenDividedThenPartsAreAllAndDifferByOneAtMost) {
  for (const std::int64_t rows : {2, 30, 101}) {
    Rows classes;
    for (std::int64_t row = 0; row < rows; ++row) classes.push_back(row % 7 == 0 ? 2 : row % 3 == 0 ? 1 : 0);
    for (const std::int64_t count : {std::int64_t{2}, std::int64_t{5}, rows}) {
      if (count > rows) continue;
      for (const std::uint64_t seed : {0, 1, 2}) {
        const auto folds = make_folds(rows, classes, count, seed);

        ASSERT_EQ(static_cast<std::int64_t>(folds.size()), count);
        std::set<std::int64_t> tested;
        for (const Fold& fold : folds) {
          expect_division(fold, rows);
          tested.insert(fold.test.begin(), fold.test.end());
          const auto size = static_cast<std::int64_t>(fold.test.size());
          EXPECT_TRUE(size == rows / count || size == (rows + count - 1) / count);
          for (const std::int64_t wanted : {0, 1, 2}) {
            const auto all = std::count(classes.begin(), classes.end(), wanted);
            const auto here = count_in(fold.test, classes, wanted);
            EXPECT_TRUE(here == all / count || here == (all + count - 1) / count);
          }
        }
        EXPECT_EQ(static_cast<std::int64_t>(tested.size()), rows);
      }
    }
  }
}

TEST(Folds, GivenOtherSeedsWhenMadeThenTheyDifferAndEveryRowIsTestedAsOften) {
  std::vector<int> tested(20, 0);
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    for (const std::int64_t row : hold_out(20, {}, 0.25, seed).test) ++tested[static_cast<std::size_t>(row)];
  }

  // Binomial: 1000 expected, standard deviation 27; five of them.
  for (const int times : tested) EXPECT_NEAR(times, 1000, 137);
  EXPECT_NE(hold_out(20, {}, 0.25, 0).test, hold_out(20, {}, 0.25, 1).test);
}

TEST(Folds, GivenASmallOrLargeShareWhenHeldOutThenBothPartsHaveRows) {
  EXPECT_EQ(hold_out(30, {}, 0.1, 0).test.size(), 3u);
  EXPECT_EQ(hold_out(30, {}, 0.001, 0).test.size(), 1u);
  EXPECT_EQ(hold_out(30, {}, 29, 0).train.size(), 1u);
  expect_division(hold_out(30, {}, 7, 0), 30);
  for (const double test : {0.0, 0.999, 30.0, 31.0}) {
    const auto error = error_of([&] { hold_out(30, {}, test, 0); });
    ASSERT_TRUE(error) << test;
    EXPECT_EQ(error->where, "data.test");
  }
  EXPECT_EQ(error_of([] { make_folds(30, {}, 31, 0); })->where, "data.folds.count");
  EXPECT_TRUE(error_of([] { make_folds(30, {}, 1, 0); }));
}

TEST(Folds, GivenPublishedFilesWhenReadThenTheyAreTheFolds) {
  const TemporaryFolder folder;
  put(folder.path / "index_train_0.txt", "3\n0\n2\n");
  put(folder.path / "index_test_0.txt", "1\n");
  put(folder.path / "index_train_1.txt", " 1 \r\n2\r\n\r\n");
  put(folder.path / "index_test_1.txt", "0");

  const auto folds = read_folds(folder.path, 4);

  ASSERT_EQ(folds.size(), 2u);
  EXPECT_THAT(folds[0].train, ElementsAre(0, 2, 3));
  EXPECT_THAT(folds[0].test, ElementsAre(1));
  EXPECT_THAT(folds[1].train, ElementsAre(1, 2));
  EXPECT_THAT(folds[1].test, ElementsAre(0));
}

TEST(Folds, GivenWrongFilesWhenReadThenTheErrorSaysFileAndLine) {
  const TemporaryFolder folder;
  const auto trouble = [&](const std::string& train, const std::string& test) {
    put(folder.path / "index_train_0.txt", train);
    put(folder.path / "index_test_0.txt", test);
    const auto error = error_of([&] { read_folds(folder.path, 4); });
    EXPECT_TRUE(error) << train << "|" << test;
    if (!error) return std::string();
    EXPECT_EQ(error->fault, bayes::Fault::kData);
    return error->problem + " " + error->where;
  };

  EXPECT_THAT(trouble("0\n4\n", "1\n"), HasSubstr("not a row from 0 to 3"));
  EXPECT_THAT(trouble("0\n4\n", "1\n"), HasSubstr("index_train_0.txt:2"));
  EXPECT_THAT(trouble("0\n0\n", "1\n"), HasSubstr("row 0 is here twice"));
  EXPECT_THAT(trouble("0\n2\n", "1\n2\n"), HasSubstr("row 2 is in the other part too"));
  EXPECT_THAT(trouble("0\n2\n", "1\n2\n"), HasSubstr("index_test_0.txt:2"));
  EXPECT_THAT(trouble("", "1\n"), HasSubstr("no rows"));
  for (const std::string bad : {"-1\n", "1.0\n", "a\n", "0\n\n1\n", "99999999999999999999\n", "<html>\n"}) {
    trouble(bad, "3\n");
  }
  put(folder.path / "index_train_0.txt", std::string(1'000'000, '\n'));
  EXPECT_EQ(fault_of([&] { read_folds(folder.path, 4); }), bayes::Fault::kData);
}

TEST(Folds, GivenAMissingFileWhenReadThenThatIsSaid) {
  const TemporaryFolder folder;
  EXPECT_EQ(fault_of([&] { read_folds(folder.path, 4); }), bayes::Fault::kData);
  put(folder.path / "index_train_0.txt", "0\n");
  put(folder.path / "index_test_0.txt", "1\n");
  put(folder.path / "index_test_1.txt", "1\n");
  EXPECT_EQ(fault_of([&] { read_folds(folder.path, 4); }), bayes::Fault::kData);
}

}  // namespace
}  // namespace bnn
