#include "bayes/runtime/thread_pool.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/runtime/stop_jobs.h"
#include "tests/support/sanitized.h"

namespace bayes {
namespace {

TEST(ThreadPool, GivenSeveralThreadsWhenRunThenEveryJobRunsOnce) {
  ThreadPool pool(4);
  std::vector<std::atomic<int>> runs(1000);

  pool.run(1000, [&](std::int64_t job) { ++runs[static_cast<std::size_t>(job)]; });

  EXPECT_TRUE(std::all_of(runs.begin(), runs.end(), [](const auto& count) { return count == 1; }));
}

TEST(ThreadPool, GivenNoJobsWhenRunThenItReturns) {
  ThreadPool pool(2);
  int runs = 0;

  pool.run(0, [&](std::int64_t) { ++runs; });

  EXPECT_EQ(runs, 0);
}

TEST(ThreadPool, GivenOneThreadWhenRunThenTheCallerDoesAllJobsInOrder) {
  int started = 0;
  ThreadPool pool(1, [&] { ++started; });
  std::vector<std::int64_t> order;
  std::set<std::thread::id> threads;

  pool.run(5, [&](std::int64_t job) {
    order.push_back(job);
    threads.insert(std::this_thread::get_id());
  });

  EXPECT_EQ(pool.threads(), 1);
  EXPECT_EQ(order, (std::vector<std::int64_t>{0, 1, 2, 3, 4}));
  EXPECT_EQ(threads, std::set<std::thread::id>{std::this_thread::get_id()});
  EXPECT_EQ(started, 0);
}

TEST(ThreadPool, GivenThreeThreadsWhenDestroyedThenOnStartRanOnceOnEachOfTheTwoStarted) {
  std::atomic<int> started{0};

  {
    ThreadPool pool(3, [&] { ++started; });
    EXPECT_EQ(pool.threads(), 3);
  }

  EXPECT_EQ(started, 2);
}

TEST(ThreadPool, GivenJobsThatWaitForEachOtherWhenRunThenTheyRunSideBySide) {
  ThreadPool pool(3);
  std::atomic<int> arrived{0};

  // Ends only if three jobs are under way at once.
  pool.run(3, [&](std::int64_t) {
    ++arrived;
    while (arrived < 3) std::this_thread::yield();
  });

  EXPECT_EQ(arrived, 3);
}

TEST(ThreadPool, GivenTwoJobsThatThrowWhenRunThenTheLowestsErrorComesAfterAllHaveEnded) {
  for (const int threads : {1, 4}) {
    ThreadPool pool(threads);
    std::atomic<int> runs{0};
    std::string caught;

    try {
      pool.run(10, [&](std::int64_t job) {
        ++runs;
        if (job == 3 || job == 7) throw std::runtime_error("job " + std::to_string(job));
      });
    } catch (const std::runtime_error& error) {
      caught = error.what();
    }

    EXPECT_EQ(caught, "job 3");
    EXPECT_EQ(runs, 10);
  }
}

TEST(ThreadPool, GivenAnErrorThatComesLateWhenRunThenTheLowestNumberWinsNotTheFirstInTime) {
  ThreadPool pool(2);
  std::atomic<bool> second_threw{false};
  std::string caught;

  try {
    pool.run(2, [&](std::int64_t job) {
      while (job == 0 && !second_threw) std::this_thread::yield();
      second_threw = true;
      throw std::runtime_error("job " + std::to_string(job));
    });
  } catch (const std::runtime_error& error) {
    caught = error.what();
  }

  EXPECT_EQ(caught, "job 0");
}

TEST(ThreadPool, GivenAJobThatStopsTheOthersWhenRunThenThoseNotBegunAreLeftOut) {
  struct Stop : StopJobs {};
  for (const int threads : {1, 4}) {
    ThreadPool pool(threads);
    std::atomic<std::int64_t> runs{0};

    EXPECT_THROW(pool.run(1'000'000,
                          [&](std::int64_t job) {
                            ++runs;
                            if (job >= 5) throw Stop();
                          }),
                 Stop);

    EXPECT_GE(runs, 6);
    EXPECT_LE(runs, 6 + threads);  // one that had begun on each thread
    EXPECT_NO_THROW(pool.run(10, [&](std::int64_t) { ++runs; }));
  }
}

TEST(ThreadPool, GivenAJobThatStopsTheOthersInsideAnotherWhenRunThenItComesOutOfBothRuns) {
  ThreadPool pool(3);
  std::atomic<int> after{0};

  EXPECT_THROW(pool.run(100,
                        [&](std::int64_t) {
                          pool.run(100, [](std::int64_t) { throw StopJobs(); });
                          ++after;
                        }),
               StopJobs);

  EXPECT_EQ(after, 0);
}

// Threads that were started and never joined once ended the program.
TEST(ThreadPool, GivenNoMemoryForManyThreadsWhenMadeThenAnErrorSaysHowManyWereStarted) {
  if (support::kSanitized) GTEST_SKIP() << "a sanitizer takes more addresses than the limit";
  const auto with_little_memory = [] {
    // Each thread wants 8 MB of addresses for its stack: 1,000 do not fit into 256 MB.
    const rlimit limit{std::size_t{256} << 20, std::size_t{256} << 20};
    if (setrlimit(RLIMIT_AS, &limit) != 0) std::_Exit(3);
    try {
      ThreadPool pool(1000);
    } catch (const Error& error) {
      const bool says_it = error.problem.find("of 1000 threads") != std::string::npos;
      std::_Exit(says_it && error.fault == Fault::kFailed ? 0 : 1);
    }
    std::_Exit(2);
  };

  EXPECT_EXIT(with_little_memory(), ::testing::ExitedWithCode(0), "");
}

TEST(ThreadPool, GivenARunThatFailedWhenRunAgainThenNothingIsLeftOfTheError) {
  ThreadPool pool(2);
  std::atomic<int> runs{0};
  EXPECT_THROW(pool.run(4, [](std::int64_t) { throw std::runtime_error("once"); }), std::runtime_error);

  EXPECT_NO_THROW(pool.run(4, [&](std::int64_t) { ++runs; }));

  EXPECT_EQ(runs, 4);
}

TEST(ThreadPool, GivenRunsInsideJobsWhenRunThenEveryInnerJobRunsOnce) {
  for (const int threads : {1, 2, 5}) {
    ThreadPool pool(threads);
    std::vector<std::atomic<int>> runs(6 * 40 * 3);

    pool.run(6, [&](std::int64_t outer) {
      for (std::int64_t round = 0; round < 40; ++round) {
        pool.run(3, [&](std::int64_t inner) {
          ++runs[static_cast<std::size_t>((outer * 40 + round) * 3 + inner)];
        });
      }
    });

    EXPECT_TRUE(std::all_of(runs.begin(), runs.end(), [](const auto& count) { return count == 1; }));
  }
}

TEST(ThreadPool, GivenThreadsWithNothingToDoWhenAJobRunsJobsThenTheyHelpIt) {
  ThreadPool pool(3);
  std::atomic<int> arrived{0};

  // Ends only if all three threads work for the one job that is left, the caller among them.
  pool.run(3, [&](std::int64_t outer) {
    if (outer != 2) return;
    pool.run(3, [&](std::int64_t) {
      ++arrived;
      while (arrived < 3) std::this_thread::yield();
    });
  });

  EXPECT_EQ(arrived, 3);
}

TEST(ThreadPool, GivenAnErrorInAnInnerJobWhenRunThenItComesOutOfBothRuns) {
  ThreadPool pool(2);
  std::atomic<int> after{0};
  std::string caught;

  try {
    pool.run(4, [&](std::int64_t outer) {
      pool.run(2, [&](std::int64_t inner) {
        if (inner == 1)
          throw std::runtime_error("job " + std::to_string(outer) + "." + std::to_string(inner));
      });
      ++after;
    });
  } catch (const std::runtime_error& error) {
    caught = error.what();
  }

  EXPECT_EQ(caught, "job 0.1");
  EXPECT_EQ(after, 0);
}

TEST(ThreadPool, GivenTwoThousandRoundsOfFewJobsWhenRunThenNoJobIsLostOrCarriedOver) {
  ThreadPool pool(3);
  std::int64_t wrong = 0;

  for (std::int64_t round = 0; round < 2000; ++round) {
    std::vector<std::int64_t> seen(static_cast<std::size_t>(round % 5), -1);
    pool.run(round % 5, [&](std::int64_t job) { seen[static_cast<std::size_t>(job)] = round + job; });
    for (std::size_t job = 0; job < seen.size(); ++job) {
      if (seen[job] != round + static_cast<std::int64_t>(job)) ++wrong;
    }
  }

  EXPECT_EQ(wrong, 0);
}

TEST(ThreadPool, GivenNoThreadsWhenMadeThenItRefuses) {
  EXPECT_THROW(ThreadPool(0), Error);
  EXPECT_THROW(ThreadPool(-1), Error);
}

}  // namespace
}  // namespace bayes
