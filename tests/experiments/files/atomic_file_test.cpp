#include "experiments/files/atomic_file.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>
#include <string>

#include "tests/experiments/files/fault_of.h"
#include "tests/experiments/files/temporary_folder.h"

namespace bnn {
namespace {

/// Runs `body` in a child process and returns its exit status (-signal where one ended it).
template <class Body>
int in_a_child(Body body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/// Version `digit`: its length depends on the digit, so that a mixture of two versions is no version.
std::string version(char digit) {
  return std::string(100'000 + 1000 * static_cast<std::size_t>(digit), digit);
}

bool is_whole(const std::string& bytes) { return !bytes.empty() && bytes == version(bytes.front()); }

}  // namespace

TEST(AtomicFile, GivenAnyBytesWhenWrittenAndReadThenTheyAreTheSame) {
  const TemporaryFolder folder;
  const std::string bytes("\0\r\n\xff", 4);

  write_file_atomically(folder.path / "a", "what was there before");
  write_file_atomically(folder.path / "a", bytes);
  write_file_atomically(folder.path / "empty", "");

  EXPECT_EQ(slurp(folder.path / "a"), bytes);
  EXPECT_EQ(read_file(folder.path / "a", 4), bytes);
  EXPECT_EQ(read_file(folder.path / "empty", 0), "");
  EXPECT_EQ(folder.entries(), 2);
}

TEST(AtomicFile, GivenPiecesWhenCommittedThenTheFileIsThemAndWithoutNothingIsLeft) {
  const TemporaryFolder folder;
  {
    AtomicFile dropped(folder.path / "dropped");
    dropped.append("some");
  }
  AtomicFile kept(folder.path / "kept");
  kept.append("one, ");
  kept.append("two");
  EXPECT_FALSE(std::filesystem::exists(folder.path / "kept"));

  kept.commit();

  EXPECT_EQ(read_file(folder.path / "kept", 100), "one, two");
  EXPECT_EQ(folder.entries(), 1);
}

TEST(AtomicFile, GivenANameOf255BytesWhenWrittenThenItIsThere) {
  const TemporaryFolder folder;
  const std::string name(255, 'n');

  write_file_atomically(folder.path / name, "x");

  EXPECT_EQ(slurp(folder.path / name), "x");
}

TEST(AtomicFile, GivenALimitWhenTheFileIsLongerOrMissingThenTheFaultIsTheData) {
  const TemporaryFolder folder;
  put(folder.path / "five", "12345");

  EXPECT_EQ(fault_of([&] { read_file(folder.path / "five", 4); }), bayes::Fault::kData);
  EXPECT_EQ(fault_of([&] { read_file(folder.path / "none", 4); }), bayes::Fault::kData);
  EXPECT_EQ(fault_of([&] { read_file(folder.path, 4); }), bayes::Fault::kFailed);
}

TEST(AtomicFile, GivenAMissingFolderWhenWrittenThenTheErrorSaysPathCauseAndBytes) {
  const TemporaryFolder folder;
  const auto path = folder.path / "missing" / "a";

  const auto error = error_of([&] { write_file_atomically(path, "12345"); });

  ASSERT_TRUE(error);
  EXPECT_EQ(error->fault, bayes::Fault::kFailed);
  EXPECT_EQ(error->where, path.string());
  EXPECT_EQ(error->problem, "5 bytes were not saved: cannot open the file: No such file or directory");
}

TEST(AtomicFile, GivenAFolderOrADeviceAsTargetWhenWrittenThenItIsLeftAlone) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path / "folder");
  std::filesystem::create_symlink("/dev/full", folder.path / "device");

  EXPECT_EQ(fault_of([&] { write_file_atomically(folder.path / "folder", "x"); }), bayes::Fault::kFailed);
  EXPECT_EQ(fault_of([&] { write_file_atomically(folder.path / "device", "x"); }), bayes::Fault::kFailed);

  EXPECT_TRUE(std::filesystem::is_directory(folder.path / "folder"));
  EXPECT_TRUE(std::filesystem::is_symlink(folder.path / "device"));
  EXPECT_EQ(folder.entries(), 2);
}

TEST(AtomicFile, GivenALimitOnFileSizesWhenWrittenThenTheOldFileStaysAndNoTemporaryIsLeft) {
  const TemporaryFolder folder;
  put(folder.path / "a", "old");

  const int status = in_a_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{10'000, 10'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto error = error_of([&] { write_file_atomically(folder.path / "a", version('0')); });
    return error && error->fault == bayes::Fault::kFailed &&
                   error->problem.find("write byte 10000 of 148000: File too large") != std::string::npos
               ? 0
               : 1;
  });

  EXPECT_EQ(status, 0);
  EXPECT_EQ(slurp(folder.path / "a"), "old");
  EXPECT_EQ(folder.entries(), 1);
}

TEST(AtomicFile, GivenAWriterKilledAtAnyTimeWhenLookedAtThenTheFileIsAlwaysWhole) {
  const TemporaryFolder folder;
  const auto path = folder.path / "a";
  put(path, version('0'));
  std::mt19937 random(7);
  bool left_over = false;

  for (int round = 0; round < 100; ++round) {
    const pid_t child = ::fork();
    if (child == 0) {
      for (int i = 0;; ++i) write_file_atomically(path, version(static_cast<char>('0' + i % 10)));
    }
    ::usleep(std::uniform_int_distribution<useconds_t>(200, 8000)(random));
    ASSERT_TRUE(is_whole(slurp(path))) << "in round " << round;
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ASSERT_TRUE(is_whole(slurp(path))) << "after round " << round;
    left_over = left_over || folder.entries() > 1;
    remove_stale_temporaries(folder.path);
    ASSERT_EQ(folder.entries(), 1);
  }

  EXPECT_TRUE(left_over) << "no kill met a write: the test saw nothing";
}

TEST(AtomicFile, GivenALivingWriterWhenStaleTemporariesGoThenNoWriteIsLost) {
  const TemporaryFolder folder;
  const pid_t cleaner = ::fork();
  if (cleaner == 0) {
    while (true) remove_stale_temporaries(folder.path);
  }

  int failures = 0;
  for (int i = 0; i < 300; ++i) {
    failures += fault_of([&] { write_file_atomically(folder.path / "a", std::to_string(i)); }) ? 1 : 0;
  }
  ::kill(cleaner, SIGKILL);
  ::waitpid(cleaner, nullptr, 0);

  EXPECT_EQ(failures, 0);
  EXPECT_EQ(slurp(folder.path / "a"), "299");
}

TEST(AtomicFile, GivenAnExportThatWasKilledWhenTheNextWritesThereThenItsTemporariesGo) {
  const TemporaryFolder folder;
  put(folder.path / ".bnn-1-0.tmp", "half of a report");
  put(folder.path / "mine.tmp", "not ours");

  write_file_atomically(folder.path / "report.html", "whole");

  EXPECT_FALSE(std::filesystem::exists(folder.path / ".bnn-1-0.tmp"));
  EXPECT_EQ(slurp(folder.path / "mine.tmp"), "not ours");
  EXPECT_EQ(slurp(folder.path / "report.html"), "whole");
}

TEST(AtomicFile, GivenAPipeOrAFolderWhenReadThenItIsRefusedAtOnce) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder.path / "pipe").c_str(), 0600), 0);
  const auto pipe = error_of([&] { read_file(folder.path / "pipe", 100); });
  const auto device = error_of([&] { read_file("/dev/zero", 100); });
  const auto above = error_of([&] { read_file(folder.path, 100); });

  ASSERT_TRUE(pipe && device && above);
  EXPECT_EQ(pipe->fault, bayes::Fault::kData);
  EXPECT_EQ(device->fault, bayes::Fault::kData);
  EXPECT_EQ(pipe->problem, "it is a pipe, not a file");
  EXPECT_EQ(device->problem, "it is a device, not a file");
  EXPECT_EQ(above->problem, "it is a folder, not a file");
}

TEST(AtomicFile, GivenForeignFilesWhenStaleTemporariesGoThenTheyStay) {
  const TemporaryFolder folder;
  for (const char* name : {".bnn-1-0.tmp", "a.tmp", ".bnn-notes", ".bnn-.tm", ".hidden"}) {
    put(folder.path / name, "x");
  }

  const int removed = remove_stale_temporaries(folder.path);

  EXPECT_EQ(removed, 1);
  EXPECT_EQ(folder.entries(), 4);
  EXPECT_EQ(remove_stale_temporaries(folder.path / "missing"), 0);
}

}  // namespace bnn
