#include "experiments/files/sha256.h"

#include <openssl/evp.h>

#include <array>

#include "bayes/core/error.h"

namespace bnn {
namespace {

void require_done(bool fine) {
  if (!fine) throw bayes::Error("OpenSSL computes no SHA-256", "", "", bayes::Fault::kFailed);
}

}  // namespace

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  require_done(state_->context && EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) == 1);
}

Sha256::~Sha256() = default;

void Sha256::append(std::string_view bytes) {
  require_done(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  require_done(EVP_DigestFinal_ex(state_->context.get(), digest.data(), &length) == 1);

  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (unsigned int i = 0; i < length; ++i) {
    hex += kDigits[digest[i] >> 4];
    hex += kDigits[digest[i] & 15];
  }
  return hex;
}

std::string sha256_hex(std::initializer_list<std::string_view> parts) {
  Sha256 sum;
  for (const std::string_view part : parts) sum.append(part);
  return sum.hex();
}

}  // namespace bnn
