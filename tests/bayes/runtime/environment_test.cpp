#include "bayes/runtime/environment.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "bayes/core/error.h"

namespace bayes {
namespace {

TEST(EngineEnvironment, GivenSeveralIntraOpThreadsWhenOneIsSetThenOperatorsUseOne) {
  set_intra_op_threads(2);
  ASSERT_EQ(at::get_num_threads(), 2);

  set_intra_op_threads(1);

  EXPECT_EQ(at::get_num_threads(), 1);
}

TEST(EngineEnvironment, GivenAPoolWhenItsThreadRunsAJobThenItHasOneIntraOpThread) {
  const auto pool = make_pool(2);
  const auto caller = std::this_thread::get_id();
  std::atomic<int> begun{0}, intra_op_threads{0};

  pool->run(2, [&](std::int64_t) {
    ++begun;
    while (begun < 2) std::this_thread::yield();  // so that each thread has one of the two jobs
    if (std::this_thread::get_id() != caller) intra_op_threads = at::get_num_threads();
  });

  EXPECT_EQ(pool->threads(), 2);
  EXPECT_EQ(intra_op_threads, 1);
}

TEST(EngineEnvironment, GivenNoThreadsWhenAPoolIsMadeThenThatIsAnError) { EXPECT_THROW(make_pool(0), Error); }

}  // namespace
}  // namespace bayes
