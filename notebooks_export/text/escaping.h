#pragma once

#include <string>
#include <string_view>

/// Text made safe for the place where it will stand. Names, labels, classes and paths come from users and
/// files; in every file that we write they stay text.
namespace report {

/// `text` on one line: valid UTF-8, line breaks and tabs as spaces, other control characters, bidirectional
/// overrides and bytes that are no UTF-8 as U+FFFD. A terminal or a reader can no longer be steered by it.
std::string printable(std::string_view text);
/// As `printable`, but line feeds and tabs stay (carriage returns before them go).
std::string printable_lines(std::string_view text);

/// `printable`, with what Markdown, its HTML and its formulas ($) would take for markup escaped. To be used
/// within a line: what is markup only at the start of a line (#, -, 1.) stays.
std::string markdown_text(std::string_view text);

/// A text cell of a CSV file: prefixed with ' where a spreadsheet would run it as a formula (it starts with =
/// + - @, tab, carriage return or line feed; OWASP, "CSV injection"), cleaned by `printable_lines`, quoted
/// after RFC 4180 where it needs to be.
std::string csv_text(std::string_view text);

/// JSON as the content of a <script> element: `<`, `>`, `&` and the two line separators of JavaScript become
/// \u escapes, so that no markup can start in it. The JSON value stays the same.
std::string json_for_script(std::string_view json);

/// A key as the name of a file and of an element: letters, digits, - and _ stay, anything else becomes _; at
/// most 48 bytes, at least one.
std::string file_stem(std::string_view key);

/// A relative path as the value of a href: every byte but letters, digits, and - _ . / is percent-encoded and
/// "./" stands before it, so that it can name neither a scheme (javascript:) nor a host.
std::string relative_link(std::string_view path);

}  // namespace report
