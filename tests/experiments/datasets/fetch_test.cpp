#include "experiments/datasets/fetch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/experiments/datasets/gzip.h"
#include "tests/experiments/files/fault_of.h"
#include "tests/experiments/files/temporary_folder.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr char kFirst[] = "first file\n";
constexpr char kSecond[] = "second\n";

/// Two small files; sums by the program sha256sum.
DataSource small_source() {
  return {"small",
          "Small",
          {{"a-idx3-ubyte", 11, "7ca46ed8705ae80e983715aa2d60e4c49c87465c9d9467cafddf02bfadf6fc77"},
           {"b-idx1-ubyte", 7, "480c2336b410f1ad5f8bf1b28944490255804b65350c527787e74ebdd511e3a4"}},
          "",
          {}};
}

/// A $PATH of its own for one test.
class PathGuard {
 public:
  explicit PathGuard(const std::string& path) : before_(std::getenv("PATH")) {
    ::setenv("PATH", path.c_str(), 1);
  }
  ~PathGuard() { ::setenv("PATH", before_.c_str(), 1); }
  PathGuard(const PathGuard&) = delete;
  PathGuard& operator=(const PathGuard&) = delete;

 private:
  std::string before_;
};

/// A folder "out" to fetch to and a folder "in" to fetch from.
class Fetch : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directory(in()); }
  fs::path in() const { return folder_.path / "in"; }
  fs::path out() const { return folder_.path / "out"; }
  FetchOptions options() {
    return {out(), in(), [this](const std::string& line) { said_ += line + "\n"; }};
  }
  FetchOptions options_for_the_network() {
    FetchOptions result = options();
    result.from.reset();
    return result;
  }
  void expect_both() const {
    EXPECT_EQ(slurp(out() / "small" / "a-idx3-ubyte"), kFirst);
    EXPECT_EQ(slurp(out() / "small" / "b-idx1-ubyte"), kSecond);
    EXPECT_EQ(std::distance(fs::directory_iterator(out() / "small"), {}), 2);
  }

  TemporaryFolder folder_;
  std::string said_;
};

}  // namespace

TEST_F(Fetch, GivenRawPackedAndDottedNamesWhenFetchedFromAFolderThenTheFilesAreThereUnpacked) {
  put(in() / "a-idx3-ubyte.gz", gzip(kFirst));
  put(in() / "b.idx1-ubyte", kSecond);

  const fs::path folder = fetch(small_source(), options());

  EXPECT_EQ(folder, out() / "small");
  expect_both();
}

TEST_F(Fetch, GivenARightFileInPlaceWhenFetchedAgainThenItStaysAndADamagedOneIsReplaced) {
  put(in() / "b-idx1-ubyte", kSecond);
  fs::create_directories(out() / "small");
  put(out() / "small" / "a-idx3-ubyte", kFirst);
  put(out() / "small" / "b-idx1-ubyte", "Second\n");

  fetch(small_source(), options());

  expect_both();
  EXPECT_THAT(said_, HasSubstr("a-idx3-ubyte: is there"));
  EXPECT_THAT(said_, HasSubstr("b-idx1-ubyte: is in place"));
}

TEST_F(Fetch, GivenRightFilesUnderOtherNamesInPlaceWhenFetchedThenTheyStayAsTheyAre) {
  fs::create_directories(out() / "small");
  put(out() / "small" / "a.idx3-ubyte", kFirst);
  put(out() / "small" / "b-idx1-ubyte.gz", gzip(kSecond));

  fetch(small_source(), options());

  EXPECT_THAT(said_, HasSubstr("a.idx3-ubyte: is there"));
  EXPECT_THAT(said_, HasSubstr("b-idx1-ubyte.gz: is there"));
  EXPECT_EQ(std::distance(fs::directory_iterator(out() / "small"), {}), 2);
}

TEST_F(Fetch, GivenADamagedPackedFileBesideARawOneWhenFetchedThenTheRightOneIsTaken) {
  put(in() / "a-idx3-ubyte", "first fil");
  put(in() / "a-idx3-ubyte.gz", gzip(kFirst));
  put(in() / "b-idx1-ubyte", kSecond);

  fetch(small_source(), options());

  expect_both();
}

TEST_F(Fetch, GivenMissingAndDamagedFilesWhenFetchedThenTheErrorSaysWhatWasTriedAndWhatToDo) {
  put(in() / "a-idx3-ubyte", std::string(kFirst) + "and more");

  const auto error = error_of([&] { fetch(small_source(), options()); });

  ASSERT_TRUE(error);
  EXPECT_EQ(error->fault, bayes::Fault::kData);
  EXPECT_THAT(error->problem, HasSubstr("Small is not complete: a-idx3-ubyte b-idx1-ubyte missing"));
  EXPECT_THAT(error->problem, HasSubstr("more bytes instead of 11"));
  EXPECT_EQ(error->where, in().string());
  EXPECT_EQ(std::distance(fs::directory_iterator(out() / "small"), {}), 0);
}

TEST_F(Fetch, GivenAPackageOfNpmWhenFetchedThenItsFilesAreThere) {
  // A program `npm` that packs the way npm does: <name>-<version>.tgz with package/data/.
  fs::create_directories(in() / "package" / "data");
  put(in() / "package" / "data" / "a-idx3-ubyte", kFirst);
  put(in() / "package" / "data" / "b-idx1-ubyte", kSecond);
  put(in() / "npm",
      "#!/bin/sh\n[ \"$1 $2 $3\" = 'pack small@1.0.0 --pack-destination' ] || exit 1\n"
      "tar -czf \"$4/small-1.0.0.tgz\" -C \"$(dirname \"$0\")\" package\n");
  fs::permissions(in() / "npm", fs::perms::owner_all);
  const PathGuard path(in().string() + ":" + std::getenv("PATH"));
  DataSource source = small_source();
  source.npm_package = "small@1.0.0";

  fetch(source, options_for_the_network());

  expect_both();
}

TEST_F(Fetch, GivenNoNpmAndABrokenMirrorWhenFetchedThenTheNextMirrorHelps) {
  // A program `curl` whose first mirror answers with a web page, as captive portals do. Its last two
  // arguments are the file and the address.
  put(in() / "a-idx3-ubyte.gz", gzip(kFirst));
  put(in() / "b-idx1-ubyte.gz", gzip(kSecond));
  put(in() / "curl",
      "#!/bin/sh\nPATH=/usr/bin:/bin\nwhile [ $# -gt 2 ]; do shift; done\ncase \"$2\" in\n"
      "https://broken/*) echo '<html>' > \"$1\" ;;\n"
      "https://right/*) cp \"$(dirname \"$0\")/${2##*/}\" \"$1\" ;;\nesac\n");
  fs::permissions(in() / "curl", fs::perms::owner_all);
  const PathGuard path(in().string());
  DataSource source = small_source();
  source.npm_package = "small@1.0.0";
  source.mirrors = {"https://broken/", "https://right/"};

  fetch(source, options_for_the_network());

  expect_both();
  EXPECT_THAT(said_, HasSubstr("the program npm is not there"));
  EXPECT_THAT(said_, HasSubstr("7 bytes instead of 11"));
}

TEST_F(Fetch, GivenNoProgramAtAllWhenFetchedThenTheErrorSaysHowToGoOn) {
  const PathGuard path(in().string());
  DataSource source = small_source();
  source.mirrors = {"https://nowhere/"};

  const auto error = error_of([&] { fetch(source, options_for_the_network()); });

  ASSERT_TRUE(error);
  EXPECT_EQ(error->fault, bayes::Fault::kData);
  EXPECT_THAT(error->problem, HasSubstr("the program curl is not there"));
  EXPECT_THAT(error->fix, HasSubstr("bnn data fetch small --from FOLDER"));
}

}  // namespace bnn
