#include "experiments/files/safetensors_layout.h"

#include "experiments/files/sha256.h"

namespace bnn::safetensors_layout {

constexpr std::size_t kDigits = 64;

std::string checksum(std::string_view file, std::size_t digits) {
  return sha256_hex({file.substr(0, digits), std::string(kDigits, '0'), file.substr(digits + kDigits)});
}

std::size_t find_checksum(std::string_view file, const std::string& value) {
  // Quotes inside a text are escaped in JSON: this spelling can only be the key with its value.
  const std::string key = std::string("\"") + kChecksum + "\":\"";
  const std::size_t found = file.find(key + value + '"');
  if (value.size() != kDigits || found == std::string_view::npos) return std::string_view::npos;
  return found + key.size();
}

}  // namespace bnn::safetensors_layout
