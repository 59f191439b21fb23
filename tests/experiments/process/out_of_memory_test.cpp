#include "experiments/process/out_of_memory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "bayes/runtime/not_allocated.h"
#include "tests/experiments/files/fault_of.h"

namespace bnn {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// As LibTorch says it.
constexpr char kOfLibTorch[] =
    "[enforce fail at alloc_cpu.cpp:66] . DefaultCPUAllocator: can't allocate memory: you tried to allocate "
    "3136000000000 bytes. Error code 12 (Cannot allocate memory)";

TEST(OutOfMemory, GivenAnAllocationThatFailedWhenReportedThenTheErrorHasStatusOneAndTheBytes) {
  const auto of_new = error_of([] { reporting_memory([] { throw bayes::NotAllocated(3'000'000'000); }); });
  const auto of_tensor = error_of([] { reporting_memory([] { throw std::runtime_error(kOfLibTorch); }); });

  ASSERT_TRUE(of_new && of_tensor);
  EXPECT_EQ(of_new->fault, bayes::Fault::kFailed);
  EXPECT_EQ(of_tensor->fault, bayes::Fault::kFailed);
  EXPECT_THAT(of_new->problem, HasSubstr("memory ran out when 3 GB (3000000000 bytes) were wanted; now "));
  EXPECT_THAT(of_tensor->problem, HasSubstr("when 3.14 TB (3136000000000 bytes) were wanted"));
  EXPECT_THAT(of_new->fix, HasSubstr("--threads"));
}

TEST(OutOfMemory, GivenAnAllocationOfUnknownSizeWhenReportedThenNoBytesAreMadeUp) {
  const auto error = error_of([] { reporting_memory([] { throw std::bad_alloc(); }); });

  ASSERT_TRUE(error);
  EXPECT_THAT(error->problem, HasSubstr("memory ran out; now "));
  EXPECT_THAT(error->problem, Not(HasSubstr("wanted")));
}

TEST(OutOfMemory, GivenAnythingElseWhenReportedThenItStaysWhatItIs) {
  EXPECT_EQ(reporting_memory([] { return 7; }), 7);
  EXPECT_THROW(reporting_memory([] { throw std::runtime_error("tried to allocate"); }), std::runtime_error);
  EXPECT_EQ(fault_of([] { reporting_memory([] { throw bayes::Error("a", "", "", bayes::Fault::kData); }); }),
            bayes::Fault::kData);
}

}  // namespace
}  // namespace bnn
