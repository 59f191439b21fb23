#include "experiments/saved_run/validation_predictions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "tests/experiments/files/fault_of.h"
#include "tests/experiments/files/temporary_folder.h"

namespace bnn {
namespace {

using ::testing::HasSubstr;

constexpr char kSet[] =
    R"({"name": "lac", "kind": "lac", "options": "coverage: 0.9", "thresholds": [0.5, null], "validation_images": [7, 3]})";

std::string with_sets(const std::string& sets) {
  return R"({"found_on_validation": {"draws": 4, "calibration": [], "conformal": )" + sets + "}}";
}

TEST(FoundOnValidation, GivenWhatARunWritesWhenReadThenItIsThere) {
  const TemporaryFolder folder;
  EXPECT_TRUE(read_found(folder.path).is_null());

  put(folder.path / "fitted.json", "{}");
  EXPECT_TRUE(read_found(folder.path).is_null());

  put(folder.path / "fitted.json", with_sets(std::string("[") + kSet + "]"));
  EXPECT_EQ(read_found(folder.path).at("conformal").at(0).at("thresholds").at(0), 0.5);
}

// What an editor had left was once a defect of the program.
TEST(FoundOnValidation, GivenAnEditedFileWhenReadThenTheKeyThatIsWrongIsNamed) {
  const TemporaryFolder folder;
  const auto expect_refused = [&](const std::string& text, const std::string& key) {
    put(folder.path / "fitted.json", text);
    const auto error = error_of([&] { read_found(folder.path); });
    ASSERT_TRUE(error) << text;
    EXPECT_EQ(error->fault, bayes::Fault::kData) << text;
    EXPECT_THAT(error->problem, HasSubstr("`found_on_validation.conformal" + key + "`")) << text;
    EXPECT_THAT(error->where, HasSubstr("fitted.json"));
  };

  expect_refused(R"({"found_on_validation": 5})", "");
  expect_refused(R"({"found_on_validation": {"draws": 4}})", "");
  expect_refused(with_sets("{}"), "");
  expect_refused(with_sets("[5]"), "[0].name");
  expect_refused(with_sets(std::string("[") + kSet + ", {}]"), "[1].name");
  for (const auto& [from, to, key] : std::vector<std::array<std::string, 3>>{
           {R"("lac", "kind")", R"(1, "kind")", "name"},
           {R"("kind": "lac")", R"("kind": [])", "kind"},
           {R"("options": "coverage: 0.9")", R"("options": 0.9)", "options"},
           {"[0.5, null]", R"([0.5, "0.7"])", "thresholds"},
           {"[7, 3]", "[7.5, 3]", "validation_images"}}) {
    std::string set = kSet;
    set.replace(set.find(from), from.size(), to);
    expect_refused(with_sets("[" + set + "]"), "[0]." + key);
  }
}

}  // namespace
}  // namespace bnn
