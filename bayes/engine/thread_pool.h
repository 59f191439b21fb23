#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace bayes {

/// A fixed set of threads that executes numbered jobs. What a job computes depends on its number alone, so
/// that results are the same for any number of threads. The calling thread works too: `ThreadPool(1)` starts
/// none.
class ThreadPool {
 public:
  /// `on_start` runs once on each started thread. Throws `Error` where threads < 1.
  explicit ThreadPool(int threads, std::function<void()> on_start = {});
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int threads() const { return static_cast<int>(workers_.size()) + 1; }

  /// Runs job(0) … job(jobs - 1) and returns when all are done. Where jobs throw, the error of the lowest
  /// number is thrown here, after all have ended. Called from inside a job, it runs the jobs in order on that
  /// thread.
  void run(std::int64_t jobs, const std::function<void(std::int64_t)>& job);

 private:
  void work();
  void take_jobs(std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  std::function<void()> on_start_;
  const std::function<void(std::int64_t)>* job_ = nullptr;
  std::int64_t next_ = 0;
  std::int64_t end_ = 0;
  std::atomic<std::int64_t> unfinished_{0};
  std::atomic<bool> calls_{false};  // whether there is something for workers to look at
  std::int64_t failed_job_ = -1;
  std::exception_ptr failure_;
  bool stop_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace bayes
