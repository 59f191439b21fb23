#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "tests/experiments/config/reading.h"

namespace bnn::testing {
namespace {

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

std::vector<std::string> wrong_configurations() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(TESTS_FOLDER "/golden/errors")) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class GoldenErrors : public ::testing::TestWithParam<std::string> {
 protected:
  std::filesystem::path path(const std::string& extension) const {
    return std::filesystem::path(TESTS_FOLDER "/golden/errors") / (GetParam() + extension);
  }
  std::string message() const {
    const std::string text = content_of(path(".yaml"));
    return message_of([&] { read_sample(parse_yaml(text, "configs/" + GetParam() + ".yaml")); });
  }
};

// The texts were read and approved by a person; a test that fails shows the new one.
TEST_P(GoldenErrors, GivenAWrongConfigurationWhenReadThenTheMessageIsTheApprovedOne) {
  const std::string approved = content_of(path(".txt"));

  const std::string actual = message() + "\n";

  EXPECT_EQ(actual, approved) << actual;
}

TEST_P(GoldenErrors, GivenAWrongConfigurationWhenReadThenEachErrorHasFileLineColumnAndALineOfSource) {
  const std::regex place(
      "  --> configs/[a-z0-9_]+\\.yaml:[1-9][0-9]*:[1-9][0-9]*\n *\\|\n *[0-9]+ \\|.*\n *\\| *\t*\\^");

  const std::string text = message();

  const auto places =
      std::distance(std::sregex_iterator(text.begin(), text.end(), place), std::sregex_iterator());
  const std::regex headline("(^|\n)error: ");
  const auto errors =
      std::distance(std::sregex_iterator(text.begin(), text.end(), headline), std::sregex_iterator());
  EXPECT_GE(errors, 1);
  EXPECT_EQ(places, errors) << text;
}

TEST_P(GoldenErrors, GivenAWrongConfigurationWhenReadThenTheMessageSpeaksOfNoProgrammingLanguage) {
  const std::string text = message();

  for (const char* word : {"std::", "YAML::", "bnn::", "bayes::", "what()", "basic_string", "int64",
                           "exception", "yaml-cpp", "boolean", "vector"}) {
    EXPECT_EQ(text.find(word), std::string::npos) << word << " in\n" << text;
  }
}

INSTANTIATE_TEST_SUITE_P(Files, GoldenErrors, ::testing::ValuesIn(wrong_configurations()),
                         [](const auto& info) { return info.param; });

TEST(GoldenErrorFiles, GivenTheFolderWhenCountedThenThereAreAtLeastFortyMessages) {
  EXPECT_GE(wrong_configurations().size(), 40u);
}

}  // namespace
}  // namespace bnn::testing
