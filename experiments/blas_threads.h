#pragma once

namespace bnn {

/// Gives SIGINT back what it did before the libraries were loaded: meanwhile it tells that OpenBLAS could not
/// start its threads, which ends the program with a message and status 1.
void end_watch_of_loading();

}  // namespace bnn
