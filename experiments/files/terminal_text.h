#pragma once

#include <string>
#include <string_view>

namespace bnn {

/// Text as a terminal or a log may get it, whatever stands in the names, labels, paths and values in it:
/// control characters, bidirectional overrides and bytes that are no UTF-8 are spelt out ("\x1b", "\u202e"),
/// so that they can neither move the cursor nor make a line look like another. Line feeds and tabs stay, as
/// do all other characters.
/// Source: Boucher & Anderson 2021, "Trojan Source".
std::string terminal_text(std::string_view text);

/// The same on one line: line feeds and tabs are spelt out too ("\n", "\t").
std::string terminal_line(std::string_view text);

}  // namespace bnn
