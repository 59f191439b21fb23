#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
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
  /// number is thrown here, after all have ended.
  ///
  /// Jobs may call it too: the thread that does runs those jobs itself, and threads that have nothing else to
  /// do help. So long jobs (the runs of a comparison) and the short ones within them (shards of a step) share
  /// one pool, and the last of the long ones gets all threads.
  void run(std::int64_t jobs, const std::function<void(std::int64_t)>& job);

 private:
  struct Batch;

  void work();
  void take_jobs(Batch& batch, std::unique_lock<std::mutex>& lock);
  void help_until_done(Batch& batch, std::unique_lock<std::mutex>& lock);
  Batch* batch_within(const Batch& batch) const;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::function<void()> on_start_;
  std::vector<Batch*> open_;        // those with jobs that nobody has taken, in the order of their calls
  std::atomic<bool> calls_{false};  // whether there is something for workers to look at
  bool stop_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace bayes
