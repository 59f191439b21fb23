#include "experiments/files/file_descriptor.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "tests/experiments/files/fault_of.h"

namespace bnn {
namespace {

/// Interrupts system calls of this process every millisecond, as long as it lives.
class Interruptions {
 public:
  Interruptions() {
    struct sigaction action {};
    action.sa_handler = [](int) { ++count; };  // without SA_RESTART: calls return EINTR or short counts
    ::sigaction(SIGALRM, &action, &before_);
    every_microseconds(1000);
  }
  ~Interruptions() {
    every_microseconds(0);
    ::sigaction(SIGALRM, &before_, nullptr);
  }

  static inline volatile sig_atomic_t count = 0;

 private:
  static void every_microseconds(int period) {
    const itimerval timer{{0, period}, {0, period}};
    ::setitimer(ITIMER_REAL, &timer, nullptr);
  }

  struct sigaction before_ {};
};

std::string file_of(int number) { return "/proc/self/fd/" + std::to_string(number); }

}  // namespace

TEST(FileDescriptor, GivenInterruptionsAndASmallPipeWhenWrittenThenEveryByteArrives) {
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  std::string sent(3'000'000, '\0');
  for (std::size_t i = 0; i < sent.size(); ++i) sent[i] = static_cast<char>(i * 7 + i / 251);
  std::string received(sent.size() + 1, '\0');
  std::size_t count = 0;

  {
    FileDescriptor writer(file_of(pipe[1]), O_WRONLY);
    FileDescriptor reader(file_of(pipe[0]), O_RDONLY);
    ::close(pipe[1]);
    ::close(pipe[0]);
    // The signals go to this thread or to the other: both sides see interrupted calls.
    const Interruptions interruptions;
    std::thread other([&] { count = reader.read_up_to(received.data(), received.size()); });
    for (std::size_t at = 0; at < sent.size(); at += 300'000) {
      writer.write_all(std::string_view(sent).substr(at, 300'000));
      ::usleep(3000);
    }
    writer.close();
    other.join();
  }

  EXPECT_GT(Interruptions::count, 5);
  ASSERT_EQ(count, sent.size());
  received.resize(count);
  EXPECT_TRUE(received == sent);
}

TEST(FileDescriptor, GivenAFullDeviceWhenWrittenThenTheErrorNamesPathAndCause) {
  FileDescriptor full("/dev/full", O_WRONLY);

  const auto error = error_of([&] { full.write_all("some bytes"); });

  ASSERT_TRUE(error);
  EXPECT_EQ(error->fault, bayes::Fault::kFailed);
  EXPECT_EQ(error->problem, "cannot write byte 0 of 10: No space left on device");
  EXPECT_EQ(error->where, "/dev/full");
  EXPECT_FALSE(error->fix.empty());
}

}  // namespace bnn
