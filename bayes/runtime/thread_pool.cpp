#include "bayes/runtime/thread_pool.h"

#include <algorithm>
#include <exception>
#include <string>
#include <system_error>
#include <utility>

#include "bayes/core/error.h"
#include "bayes/runtime/stop_jobs.h"

namespace bayes {

/// The jobs of one call of `run`, on the stack of the thread that called.
struct ThreadPool::Batch {
  const std::function<void(std::int64_t)>& job;
  const std::int64_t end;
  const Batch* const within;  // the batch whose job made the call; null where none did
  std::int64_t next = 0;
  std::atomic<std::int64_t> unfinished;
  std::int64_t failed_job = -1;
  std::exception_ptr failure;

  Batch(const std::function<void(std::int64_t)>& of, std::int64_t jobs, const Batch* outer)
      : job(of), end(jobs), within(outer), unfinished(jobs) {}
};

namespace {

thread_local const void* current_batch = nullptr;

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

void end_all(std::mutex& mutex, bool& stop, std::atomic<bool>& calls, std::condition_variable& changed,
             std::vector<std::thread>& workers) {
  {
    const std::lock_guard<std::mutex> lock(mutex);
    stop = true;
    calls = true;
  }
  changed.notify_all();
  for (auto& worker : workers) worker.join();
}

}  // namespace

ThreadPool::ThreadPool(int threads, std::function<void()> on_start) : on_start_(std::move(on_start)) {
  if (threads < 1)
    throw Error("a pool of " + std::to_string(threads) + " threads", "ThreadPool", "choose 1 or more");
  try {
    workers_.reserve(static_cast<std::size_t>(threads - 1));
    for (int i = 1; i < threads; ++i) workers_.emplace_back([this] { work(); });
  } catch (const std::system_error& error) {
    const std::size_t started = workers_.size() + 1;
    end_all(mutex_, stop_, calls_, changed_, workers_);  // threads that nobody joins would end the program
    throw Error("the system starts " + std::to_string(started) + " of " + std::to_string(threads) +
                    " threads: " + error.code().message(),
                "threads",
                "choose fewer threads, or raise the limits on processes and memory (ulimit -u, -v)",
                Fault::kFailed);
  } catch (...) {
    end_all(mutex_, stop_, calls_, changed_, workers_);
    throw;
  }
}

ThreadPool::~ThreadPool() { end_all(mutex_, stop_, calls_, changed_, workers_); }

void ThreadPool::run(std::int64_t jobs, const std::function<void(std::int64_t)>& job) {
  if (jobs <= 0) return;
  Batch batch(job, jobs, static_cast<const Batch*>(current_batch));
  std::unique_lock<std::mutex> lock(mutex_);
  open_.push_back(&batch);
  calls_ = true;
  changed_.notify_all();
  take_jobs(batch, lock);
  help_until_done(batch, lock);
  if (batch.failure) std::rethrow_exception(batch.failure);
}

void ThreadPool::work() {
  if (on_start_) on_start_();
  while (true) {
    look_a_while([this] { return calls_.load(); });
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return stop_ || !open_.empty(); });
    if (stop_) return;
    take_jobs(*open_.front(), lock);
  }
}

// Waits for what others do of `batch`, and helps with the jobs that it waits for in its turn. With nothing
// else: a step must not wait for a whole run that its thread began meanwhile.
void ThreadPool::help_until_done(Batch& batch, std::unique_lock<std::mutex>& lock) {
  while (batch.unfinished != 0) {
    if (Batch* inner = batch_within(batch)) {
      take_jobs(*inner, lock);
      continue;
    }
    lock.unlock();
    look_a_while([&] { return batch.unfinished == 0 || calls_.load(); });
    lock.lock();
    changed_.wait(lock, [&] { return batch.unfinished == 0 || batch_within(batch) != nullptr; });
  }
}

ThreadPool::Batch* ThreadPool::batch_within(const Batch& batch) const {
  const auto found = std::find_if(open_.begin(), open_.end(), [&batch](const Batch* inner) {
    while (inner != nullptr && inner != &batch) inner = inner->within;
    return inner != nullptr;
  });
  return found == open_.end() ? nullptr : *found;
}

void ThreadPool::take_jobs(Batch& batch, std::unique_lock<std::mutex>& lock) {
  const auto close = [&] {
    open_.erase(std::find(open_.begin(), open_.end(), &batch));
    calls_ = stop_ || !open_.empty();
  };
  bool last = batch.next == batch.end;
  while (!last) {
    const std::int64_t mine = batch.next++;
    last = batch.next == batch.end;
    if (last) close();
    lock.unlock();
    std::exception_ptr failure;
    bool stops = false;
    const void* const outer = std::exchange(current_batch, &batch);
    try {
      batch.job(mine);
    } catch (const StopJobs&) {
      failure = std::current_exception();
      stops = true;
    } catch (...) {
      failure = std::current_exception();
    }
    current_batch = outer;
    lock.lock();
    if (failure && (batch.failed_job < 0 || mine < batch.failed_job)) {
      batch.failed_job = mine;
      batch.failure = failure;
    }
    if (stops && batch.next != batch.end) {
      batch.unfinished -= batch.end - batch.next;
      batch.next = batch.end;
      close();
    }
    // The caller may leave with the batch as soon as this thread lets go of the lock.
    if (!last) last = batch.next == batch.end;
    if (--batch.unfinished == 0) changed_.notify_all();
  }
}

}  // namespace bayes
