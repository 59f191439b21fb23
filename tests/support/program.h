#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace support {

/// How a program ended, and what it said.
struct Ended {
  int status = 0;        ///< exit status; 0 where a signal ended it
  int signal = 0;        ///< the signal that ended it; 0 where none did
  std::string output;    ///< of standard output
  std::string messages;  ///< of standard error
};

/// The program bnn (macro BNN_PROGRAM), started without a shell, with `environment` on top of ours.
///
/// Its messages come through a pipe of one page that only we empty: it can be no further than a page ahead of
/// what was read here, so that a test stops it where it wants, however slow or busy the machine.
class RunningProgram {
 public:
  /// `output` is the file that gets its standard output.
  RunningProgram(const std::vector<std::string>& arguments,
                 const std::map<std::string, std::string>& environment, std::filesystem::path output);
  ~RunningProgram();
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;

  /// Returns when its messages had `text` `count` times, or when it has closed them.
  void read_until(const std::string& text, int count);
  void send(int signal) const;
  /// Reads to the end of its messages and waits for its own.
  Ended wait();

 private:
  bool read_some();

  std::filesystem::path output_;
  std::string messages_;
  pid_t child_ = -1;
  int pipe_ = -1;
};

}  // namespace support
