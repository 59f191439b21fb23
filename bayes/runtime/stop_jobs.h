#pragma once

namespace bayes {

/// What a job of a `ThreadPool` throws to end the whole call of `run`: jobs that nobody has begun are left
/// out, and it comes out of the call when those that had begun have ended. Other errors leave none out.
struct StopJobs {};

}  // namespace bayes
