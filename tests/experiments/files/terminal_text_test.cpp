#include "experiments/files/terminal_text.h"

#include <gtest/gtest.h>

#include <string>

namespace bnn {

TEST(TerminalText, GivenControlCharactersWhenShownThenTheyAreSpeltOutAndOtherTextStays) {
  EXPECT_EQ(terminal_text("a\x1b[2Jb\x07"), "a\\x1b[2Jb\\x07");
  EXPECT_EQ(terminal_text("\xC2\x9B"
                          "2J"),
            "\\u009b2J");  // U+009B is a control sequence in one character
  EXPECT_EQ(terminal_text("\xE2\x80\xAEtxt.exe"), "\\u202etxt.exe");
  EXPECT_EQ(terminal_text("\xFFname\xC0\xAF"), "\\xffname\\xc0\\xaf");
  EXPECT_EQ(terminal_text("over\rwritten\x7f"), "over\\x0dwritten\\x7f");
  EXPECT_EQ(terminal_text("Größe 日 🙂 → σ"), "Größe 日 🙂 → σ");
}

TEST(TerminalText, GivenLinesWhenShownThenTheyStayAndOnOneLineTheyAreSpeltOut) {
  EXPECT_EQ(terminal_text("a\n\tb"), "a\n\tb");
  EXPECT_EQ(terminal_line("a\n\tb"), "a\\n\\tb");
}

TEST(TerminalText, GivenAnyBytesWhenShownThenNoControlIsLeft) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string shown =
          terminal_line(std::string{static_cast<char>(first), static_cast<char>(second)});
      for (std::size_t i = 0; i < shown.size(); ++i) {
        const auto byte = static_cast<unsigned char>(shown[i]);
        ASSERT_TRUE(byte >= 0x20 && byte != 0x7F) << first << " " << second;
        // C1 is 0xC2 0x80 to 0xC2 0x9F in UTF-8.
        const bool is_c1 = byte == 0xC2 && static_cast<unsigned char>(shown.at(i + 1)) < 0xA0;
        ASSERT_FALSE(is_c1) << first << " " << second;
      }
    }
  }
}

}  // namespace bnn
