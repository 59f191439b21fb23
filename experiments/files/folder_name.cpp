#include "experiments/files/folder_name.h"

#include <cctype>

namespace bnn {
namespace {

constexpr std::size_t kLongestName = 100;

unsigned char byte_at(const std::string& text, std::size_t i) { return static_cast<unsigned char>(text[i]); }

bool stays(const std::string& text, std::size_t i) {
  const unsigned char byte = byte_at(text, i);
  if (byte == '.') {
    return i > 0 && i + 1 < text.size() && std::isdigit(byte_at(text, i - 1)) != 0 &&
           std::isdigit(byte_at(text, i + 1)) != 0;
  }
  return byte >= 0x80 || std::isalnum(byte) != 0 || byte == ' ' || byte == '-' || byte == '_';
}

bool continues_character(unsigned char byte) { return (byte & 0xC0) == 0x80; }

}  // namespace

std::string folder_name(const std::string& text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) name += stays(text, i) ? text[i] : '_';
  if (name.empty() || name.front() == ' ') name.insert(0, "_");
  std::size_t end = name.size();
  if (end > kLongestName) {
    end = kLongestName;
    while (end > 0 && continues_character(byte_at(name, end))) --end;
  }
  return name.substr(0, end);
}

}  // namespace bnn
