#include "bayes/engine/thread_pool.h"

#include <string>

#include "bayes/core/error.h"

namespace bayes {
namespace {

thread_local bool inside_a_job = false;

// Parts of a training step follow each other within microseconds: to look a while is quicker than to sleep
// and be woken.
template <class Condition>
void look_a_while(const Condition& condition) {
  constexpr int kLooks = 5000;
  for (int i = 0; i < kLooks && !condition(); ++i) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }
}

}  // namespace

ThreadPool::ThreadPool(int threads, std::function<void()> on_start) : on_start_(std::move(on_start)) {
  if (threads < 1)
    throw Error("a pool of " + std::to_string(threads) + " threads", "ThreadPool", "choose 1 or more");
  for (int i = 1; i < threads; ++i) workers_.emplace_back([this] { work(); });
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stop_ = true;
    calls_ = true;
  }
  wake_.notify_all();
  for (auto& worker : workers_) worker.join();
}

void ThreadPool::run(std::int64_t jobs, const std::function<void(std::int64_t)>& job) {
  if (inside_a_job) {
    for (std::int64_t i = 0; i < jobs; ++i) job(i);
    return;
  }
  std::unique_lock<std::mutex> lock(mutex_);
  job_ = &job;
  next_ = 0;
  end_ = unfinished_ = jobs;
  failure_ = nullptr;
  failed_job_ = -1;
  calls_ = jobs > 0;
  wake_.notify_all();
  take_jobs(lock);
  lock.unlock();
  look_a_while([this] { return unfinished_ == 0; });
  lock.lock();
  done_.wait(lock, [this] { return unfinished_ == 0; });
  job_ = nullptr;
  if (failure_) std::rethrow_exception(failure_);
}

void ThreadPool::work() {
  if (on_start_) on_start_();
  while (true) {
    look_a_while([this] { return calls_.load(); });
    std::unique_lock<std::mutex> lock(mutex_);
    wake_.wait(lock, [this] { return stop_ || next_ < end_; });
    if (stop_) return;
    take_jobs(lock);
  }
}

void ThreadPool::take_jobs(std::unique_lock<std::mutex>& lock) {
  while (next_ < end_) {
    const std::int64_t mine = next_++;
    if (next_ == end_) calls_ = stop_;
    const auto& job = *job_;
    lock.unlock();
    std::exception_ptr failure;
    inside_a_job = true;
    try {
      job(mine);
    } catch (...) {
      failure = std::current_exception();
    }
    inside_a_job = false;
    lock.lock();
    if (failure && (failed_job_ < 0 || mine < failed_job_)) {
      failed_job_ = mine;
      failure_ = failure;
    }
    if (--unfinished_ == 0) done_.notify_all();
  }
}

}  // namespace bayes
