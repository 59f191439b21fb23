#pragma once

#include <exception>
#include <string>
#include <utility>

namespace bayes {

/// What kind of trouble an `Error` is; the program turns it into its exit status.
enum class Fault {
  kFailed = 1,     ///< anything that fits nowhere else (disk full, no permission)
  kUsage = 2,      ///< the command, the configuration or an argument is wrong
  kData = 3,       ///< data missing or corrupt
  kDiverged = 4,   ///< a number that should be finite is not
  kTryAgain = 75,  ///< the same command may succeed later (folder locked)
};

/// An error written for the person who gets it.
///   what   what is wrong:              "dropout rate is 1.2"
///   where  where it stands:            "method.dropout_rate, configs/a.yaml:14:7"; may be empty
///   fix    what would be right:        "choose a share in [0, 1)"; may be empty
class Error : public std::exception {
 public:
  Error(std::string what, std::string where, std::string fix, Fault fault = Fault::kUsage)
      : problem(std::move(what)), where(std::move(where)), fix(std::move(fix)), fault(fault) {
    message_ = problem;
    if (!this->where.empty()) message_ += "\n  where: " + this->where;
    if (!this->fix.empty()) message_ += "\n  fix:   " + this->fix;
  }

  /// The three parts, one a line.
  const char* what() const noexcept override { return message_.c_str(); }

  std::string problem;
  std::string where;
  std::string fix;
  Fault fault;

 private:
  std::string message_;
};

}  // namespace bayes
