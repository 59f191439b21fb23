#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace report {

/// RFC 4648, section 4, with padding.
std::string base64(std::string_view bytes);
/// The bytes again; nothing where the text is not base64.
std::optional<std::string> from_base64(std::string_view text);

/// "'sha256-…'": names an inline script or style in a Content-Security-Policy (CSP level 3, section 2.3.1).
std::string content_security_hash(std::string_view text);

}  // namespace report
