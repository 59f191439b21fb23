#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace bnn {

/// SHA-256 of what comes piece by piece. Throws `bayes::Error` (kFailed) where OpenSSL refuses.
/// Source: FIPS 180-4.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void append(std::string_view bytes);
  /// 64 lower-case hexadecimal digits. The last call: nothing can be appended after it.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// SHA-256 of the parts, one after the other as if they were one text. Throws as `Sha256`.
std::string sha256_hex(std::initializer_list<std::string_view> parts);

}  // namespace bnn
