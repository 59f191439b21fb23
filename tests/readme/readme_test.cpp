#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "tests/support/small_experiment.h"

namespace {

using ::testing::HasSubstr;

std::string readme() {
  std::ifstream file(std::string(TESTS_FOLDER) + "/../README.md");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The lines of README that show a command, split at blanks, without what a comment says of it.
std::vector<std::vector<std::string>> shown_commands() {
  std::vector<std::vector<std::string>> commands;
  std::istringstream lines(readme());
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("    bnn ", 0) != 0) continue;
    std::istringstream words(line.substr(0, line.find(" # ")));
    commands.emplace_back(std::istream_iterator<std::string>(words), std::istream_iterator<std::string>());
  }
  return commands;
}

TEST(Readme, GivenItsConfigurationWhenCheckedThenItIsValid) {
  const support::SmallExperiment experiment;
  const auto text = readme();
  const auto begin = text.find("```yaml\n") + 8;
  std::ofstream(experiment / "readme.yaml") << text.substr(begin, text.find("```", begin) - begin);

  const auto checked = experiment.bnn({"check", (experiment / "readme.yaml").string()});

  EXPECT_EQ(checked.status, 0) << checked.messages;
}

TEST(Readme, GivenItsCommandsWhenReadThenTheProgramHasThemWithTheirOptions) {
  const support::SmallExperiment experiment;
  const auto commands = shown_commands();
  ASSERT_GT(commands.size(), 10u);
  std::map<std::string, support::Ended> help;
  for (const auto& words : commands) {
    auto name = words.at(1);
    if (help.count(name) == 0) help[name] = experiment.bnn({name, "--help"});
    if (help[name].output.find("\nSubcommands:") != std::string::npos) {
      name += " " + words.at(2);
      help[name] = experiment.bnn({words.at(1), words.at(2), "--help"});
    }
    EXPECT_EQ(help[name].status, 0) << name;
    for (const auto& word : words) {
      const auto option = word.substr(word.rfind("[", 0) == 0 ? 1 : 0);
      if (option.rfind("--", 0) != 0) continue;
      EXPECT_THAT(help[name].output, HasSubstr(option.substr(0, option.find_first_of("=]")))) << name;
    }
  }
}

TEST(Readme, GivenItsCommandsWithShippedConfigurationsWhenCheckedThenTheirSettingsExist) {
  const support::SmallExperiment experiment;
  const bnn::AtFolder project(std::filesystem::path(CONFIGS_FOLDER).parent_path());  // of paths to tables
  int checked = 0;
  for (const auto& words : shown_commands()) {
    std::vector<std::string> arguments;
    for (const auto& word : words) {
      if (word.rfind("configs/", 0) == 0) {
        arguments = {"check", std::string(CONFIGS_FOLDER) + word.substr(word.find('/'))};
      } else if (!arguments.empty() && word.find('=') != std::string::npos && word.front() != '-') {
        arguments.push_back(word);
      }
    }
    if (arguments.empty()) continue;
    const auto found = experiment.bnn(arguments);
    EXPECT_EQ(found.status, 0) << found.messages;
    ++checked;
  }
  EXPECT_GT(checked, 0);
}

}  // namespace
