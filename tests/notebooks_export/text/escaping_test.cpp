#include "notebooks_export/text/escaping.h"

#include <gtest/gtest.h>

namespace report {
namespace {

TEST(Escaping, GivenControlCharactersWhenPrintedThenTheyCannotSteerATerminal) {
  EXPECT_EQ(printable("a\x1b[2Jb\r\nc"), "a\xEF\xBF\xBD[2Jb  c");
  EXPECT_EQ(printable("\xE2\x80\xAEtxt"), "\xEF\xBF\xBDtxt");  // U+202E, right-to-left override
  EXPECT_EQ(printable(std::string_view("a\0b", 3)),
            "a\xEF\xBF\xBD"
            "b");
}

TEST(Escaping, GivenBytesThatAreNoUtf8WhenPrintedThenEachBecomesTheReplacementCharacter) {
  // Unicode 15, table 3-7: overlong forms, surrogates and lone bytes are ill-formed.
  EXPECT_EQ(printable("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(printable("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(printable("σ ± 日 🙂"), "σ ± 日 🙂");
}

TEST(Escaping, GivenLineBreaksWhenLinesArePrintedThenLineFeedsStay) {
  EXPECT_EQ(printable_lines("a\r\nb\rc\n\td"), "a\nb\nc\n\td");
}

TEST(Escaping, GivenMarkupWhenWrittenAsMarkdownThenItIsEscaped) {
  EXPECT_EQ(markdown_text("<b>*x*</b> & [y](z) $a$ `|`"),
            "&lt;b&gt;\\*x\\*&lt;/b&gt; &amp; \\[y\\](z) \\$a\\$ \\`\\|\\`");
}

TEST(Escaping, GivenAFormulaWhenWrittenAsACsvCellThenItIsPrefixed) {
  EXPECT_EQ(csv_text("=1+1"), "'=1+1");
  EXPECT_EQ(csv_text("-1"), "'-1");
  EXPECT_EQ(csv_text("\t=1"), "'\t=1");
  EXPECT_EQ(csv_text("\r=1"), "\"'\n=1\"");
  EXPECT_EQ(csv_text("a=1"), "a=1");
}

TEST(Escaping, GivenCommasAndQuotesWhenWrittenAsACsvCellThenItIsQuoted) {
  EXPECT_EQ(csv_text("a,\"b\""), "\"a,\"\"b\"\"\"");  // RFC 4180, section 2, rule 7
}

TEST(Escaping, GivenJsonWithMarkupWhenWrittenIntoAScriptThenNoMarkupIsLeft) {
  EXPECT_EQ(json_for_script("\"</script><!--&\xE2\x80\xA8\""),
            "\"\\u003c/script\\u003e\\u003c!--\\u0026\\u2028\"");
}

TEST(Escaping, GivenASchemeOrAHostWhenLinkedThenItIsARelativePath) {
  EXPECT_EQ(relative_link("javascript:alert(1)"), "./javascript%3Aalert%281%29");
  EXPECT_EQ(relative_link("//host/x"), ".///host/x");
  EXPECT_EQ(relative_link("Deep ensemble/0"), "./Deep%20ensemble/0");
}

}  // namespace
}  // namespace report
