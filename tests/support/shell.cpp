#include "tests/support/shell.h"

#include "experiments/datasets/child_process.h"

namespace support {
namespace {

std::string quoted(const std::string& word) {
  std::string text = "'";
  for (const char letter : word) text += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return text + "'";
}

}  // namespace

Ended in_shell(const SmallExperiment& experiment, const std::string& script) {
  const std::string log = (experiment / "log of the shell").string();
  const std::string settings = "bnn=" + quoted(BNN_PROGRAM) +
                               "\nconfig=" + quoted(experiment.config().string()) +
                               "\nout=" + quoted((experiment / "").string()) +
                               "\nexport BAYES_DATA=" + quoted(experiment.data().string()) + "\n";
  Ended ended;
  // A program that hangs is a failure, not the end of the suite.
  ended.status = bnn::run_program({"timeout", "120", "sh", "-c", settings + script}, log);
  ended.messages = bnn::slurp(log);
  return ended;
}

}  // namespace support
