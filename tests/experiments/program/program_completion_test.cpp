#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <sstream>

#include "experiments/files/shell_word.h"
#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

using support::SmallExperiment;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

bool has_program(const std::string& name) {
  return std::system(("command -v " + name + " > /dev/null 2>&1").c_str()) == 0;
}

// What a shell command prints, line by line; stdout and stderr.
std::vector<std::string> lines_of(const std::string& command) {
  std::vector<std::string> lines;
  std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  std::string text;
  for (int letter = 0; (letter = std::fgetc(pipe)) != EOF;) text += static_cast<char>(letter);
  ::pclose(pipe);
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

class Completion : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_program("bash")) GTEST_SKIP() << "no bash here";
    put(experiment / "bnn.bash", experiment.bnn({"completion", "bash"}).output);
    std::filesystem::create_directories(experiment / "configs");
    std::filesystem::create_directories(experiment / "runs");
    put(experiment / "configs/first.yaml", "");
    put(experiment / "own.yaml", "");
    // As readline calls it: the line up to the cursor, and the word after the last "=" or ":".
    put(experiment / "offered.bash",
        "source ./bnn.bash; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMP_LINE=\"$*\"\n"
        "COMP_LINE=${COMP_LINE// = /=}; COMP_LINE=${COMP_LINE/% =/=}; COMP_POINT=${#COMP_LINE}\n"
        "cur=${@: -1}; [[ $cur == '=' ]] && cur=; cur=${cur##*=}\n"
        "_bnn bnn \"$cur\" 2> /dev/null; printf '%s\\n' \"${COMPREPLY[@]}\" | sort -u\n");
  }

  // What a bash in the folder of the experiment offers for the last of these words.
  std::vector<std::string> offered(const std::vector<std::string>& words) const {
    std::string line = "cd " + shell_word((experiment / "").string()) +
                       " && PATH=" + shell_word(std::filesystem::path(BNN_PROGRAM).parent_path().string()) +
                       ":$PATH bash --norc offered.bash bnn";
    for (const auto& word : words) line += " " + shell_word(word);
    auto lines = lines_of(line);
    if (lines == std::vector<std::string>{""}) lines.clear();
    return lines;
  }

  SmallExperiment experiment;
};

TEST_F(Completion, GivenTheScriptWhenReadByBashThenItIsCorrect) {
  EXPECT_THAT(lines_of("bash -n " + shell_word((experiment / "bnn.bash").string())), IsEmpty());
}

TEST_F(Completion, GivenNoWordYetWhenCompletedThenCommandsAreOffered) {
  const auto commands = offered({""});

  for (const char* command : {"run", "compare", "list", "prune", "data", "completion"})
    EXPECT_THAT(commands, Contains(command));
  EXPECT_THAT(offered({"eva"}), ElementsAre("evaluate"));
  EXPECT_THAT(offered({"data", ""}), ElementsAre("fetch"));
}

TEST_F(Completion, GivenADashWhenCompletedThenOptionsOfTheCommandAreOffered) {
  EXPECT_THAT(offered({"run", "--"}), UnorderedElementsAre("--help", "--output", "--resume", "--threads"));
  EXPECT_THAT(offered({"--v"}), ElementsAre("--version"));
}

TEST_F(Completion, GivenAConfigurationIsWantedWhenCompletedThenYamlFilesAndThoseOfConfigsAreOffered) {
  EXPECT_THAT(offered({"run", ""}), AllOf(Contains("own.yaml"), Contains("configs/first.yaml"),
                                          ::testing::Not(Contains("bnn.bash"))));
  EXPECT_THAT(offered({"check", "configs/f"}), ElementsAre("configs/first.yaml"));
  EXPECT_THAT(offered({"show", "ru"}), ElementsAre("runs"));
}

TEST_F(Completion, GivenASettingIsWantedWhenCompletedThenKeysAndTheNamesOfTheCatalogAreOffered) {
  EXPECT_THAT(offered({"run", "own.yaml", "training.ep"}), ElementsAre("training.epochs="));
  EXPECT_THAT(offered({"run", "own.yaml", "seed", "=", "1", "model.prior.name", "=", "la"}),
              ElementsAre("laplace"));
  EXPECT_THAT(offered({"run", "own.yaml", "method.name", "="}), Contains("bayes_by_backprop"));
}

TEST_F(Completion, GivenAnOptionThatTakesANameWhenCompletedThenNamesAreOffered) {
  EXPECT_THAT(offered({"init", "--method", "mc"}), ElementsAre("mc_dropout"));
  EXPECT_THAT(offered({"init", "--method", "map", "--prior", "gau"}), ElementsAre("gaussian"));
  EXPECT_THAT(offered({"list", "pri"}), ElementsAre("priors"));
  EXPECT_THAT(offered({"data", "fetch", "fa"}), ElementsAre("fashion_mnist"));
  EXPECT_THAT(offered({"prune", "runs", "--by", ""}), ElementsAre("kl", "signal_to_noise"));
  EXPECT_THAT(offered({"run", "--output", "ru"}), ElementsAre("runs"));
}

TEST_F(Completion, GivenWordsBehindACommandWhenCompletedThenOnlyThoseOfTheirPlaceAreOffered) {
  EXPECT_THAT(offered({"run", "own.yaml", "ru"}), IsEmpty());
  EXPECT_THAT(offered({"show", "runs/", ""}), IsEmpty());
  EXPECT_THAT(offered({"nonsense", ""}), IsEmpty());
  EXPECT_THAT(offered({"run", "--threads", ""}), IsEmpty());
  EXPECT_THAT(offered({"init", "--method=mc"}), ElementsAre("mc_dropout"));
}

TEST_F(Completion, GivenNamesWithEqualSignsAndBlanksWhenCompletedThenTheyAreWholeAndShellsMayQuoteThem) {
  std::filesystem::create_directories(experiment / "runs/lr=0.1,sigma=0.05/map");
  put(experiment / "my config.yaml", "");

  EXPECT_THAT(offered({"show", "runs/lr=0.1,sigma=0.05/"}), ElementsAre("0.05/map"));
  EXPECT_THAT(offered({"run", "my"}), ElementsAre("my config.yaml"));
  EXPECT_THAT(lines_of("grep -c 'compopt -o filenames' " + shell_word((experiment / "bnn.bash").string())),
              ElementsAre("2"));
}

TEST_F(Completion, GivenTheOtherShellsWhenAskedThenTheirScriptsAreCorrect) {
  for (const std::string shell : {"zsh", "fish"}) {
    const auto script = experiment.bnn({"completion", shell});
    EXPECT_EQ(script.status, 0);
    EXPECT_THAT(script.output, HasSubstr(" __complete "));
    put(experiment / ("bnn." + shell), script.output);
    if (!has_program(shell)) continue;
    EXPECT_THAT(lines_of(shell + " -n " + shell_word((experiment / ("bnn." + shell)).string())), IsEmpty());
  }
  const auto unknown = experiment.bnn({"completion", "tcsh"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.messages, HasSubstr("bash, zsh, fish"));
}

TEST(ManualPage, GivenTheCommandsWhenPrintedThenManReadsThemWithoutAWarning) {
  const SmallExperiment experiment;

  const auto page = experiment.bnn({"man"});

  EXPECT_EQ(page.status, 0);
  EXPECT_THAT(page.output, HasSubstr(".TH BNN 1"));
  EXPECT_THAT(page.output, HasSubstr("\\fB\\-\\-resume\\fR"));
  put(experiment / "bnn.1", page.output);
  if (!has_program("groff")) GTEST_SKIP() << "no groff here";
  const auto file = shell_word((experiment / "bnn.1").string());
  EXPECT_THAT(lines_of("groff -man -ww -z -K utf8 -T utf8 " + file), IsEmpty());
  const auto text = lines_of("groff -man -K utf8 -T utf8 -P -cbou " + file);
  EXPECT_THAT(text, Contains(HasSubstr("bnn data fetch DATASET")));
  EXPECT_THAT(text, Contains(HasSubstr("--threads N")));
}

}  // namespace
}  // namespace bnn
