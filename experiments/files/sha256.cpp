#include "experiments/files/sha256.h"

#include <openssl/evp.h>

#include <array>
#include <memory>

#include "bayes/core/error.h"

namespace bnn {

std::string sha256_hex(std::initializer_list<std::string_view> parts) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  bool fine = context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
  for (const std::string_view part : parts) {
    fine = fine && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  }
  fine = fine && EVP_DigestFinal_ex(context.get(), digest.data(), &length) == 1;
  if (!fine) throw bayes::Error("OpenSSL computes no SHA-256", "", "", bayes::Fault::kFailed);

  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (unsigned int i = 0; i < length; ++i) {
    hex += kDigits[digest[i] >> 4];
    hex += kDigits[digest[i] & 15];
  }
  return hex;
}

}  // namespace bnn
