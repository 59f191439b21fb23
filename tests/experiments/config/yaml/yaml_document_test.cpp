#include "experiments/config/yaml/yaml_document.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "tests/experiments/config/reading.h"

namespace bnn::testing {
namespace {

std::string repeated(const std::string& part, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

std::string parse_error(const std::string& text) {
  return message_of([&] { parse_yaml(text, "a.yaml"); });
}

TEST(YamlDocument, GivenKeysOfEachKindWhenParsedThenTheTreeHasThemInOrderWithTheirPlaces) {
  const ConfigNode root = parse_yaml("b: 'x'\na: [1, {c: ~}]\n", "a.yaml");

  ASSERT_EQ(root.kind, ConfigNode::Kind::kMapping);
  ASSERT_EQ(root.children.size(), 2u);
  EXPECT_EQ(root.children[0].key.text, "b");
  EXPECT_TRUE(root.children[0].value.quoted);
  EXPECT_EQ(root.children[0].value.text, "x");
  const ConfigNode& list = root.children[1].value;
  ASSERT_EQ(list.kind, ConfigNode::Kind::kSequence);
  EXPECT_EQ(list.children[0].value.text, "1");
  const ConfigNode* null = list.children[1].value.find("c");
  ASSERT_NE(null, nullptr);
  EXPECT_EQ(null->kind, ConfigNode::Kind::kNull);
  EXPECT_EQ(null->text, "~");
  EXPECT_EQ(describe(null->span), "a.yaml:2:12");  // by hand
}

TEST(YamlDocument, GivenLettersOfSeveralBytesWhenParsedThenColumnsCountCharacters) {
  const ConfigNode root = parse_yaml("{\xC3\xA9: \xE6\xBC\xA2\xF0\x9F\x98\x80, b: 1}", "a.yaml");

  EXPECT_EQ(describe(root.find("b")->span),
            "a.yaml:1:12");  // by hand: {, é, :, blank, 漢, 😀, comma, blank, b, …
}

TEST(YamlDocument, GivenAMegabyteOnOneLineWhenParsedThenThePlacesAreRight) {
  const std::string text = "[\xC3\xA9, " + repeated("ab, ", 90'000) + "end]";

  const ConfigNode root = parse_yaml(text, "a.yaml");

  ASSERT_EQ(root.children.size(), 90'002u);
  EXPECT_EQ(root.children.back().value.span.column, 1 + 3 + 90'000 * 4 + 1);  // by hand
}

TEST(YamlDocument, GivenWindowsLineEndsAndAByteOrderMarkWhenParsedThenTheyMakeNoDifference) {
  const ConfigNode root = parse_yaml("\xEF\xBB\xBFname: a\r\nseed: 1\r\n", "a.yaml");

  EXPECT_EQ(root.find("name")->text, "a");
  EXPECT_EQ(root.find("seed")->text, "1");
}

TEST(YamlDocument, GivenAnAliasWhenParsedThenItIsExpanded) {
  const ConfigNode root = parse_yaml("a: &x {b: 1}\nc: *x\n", "a.yaml");

  ASSERT_NE(root.find("c"), nullptr);
  ASSERT_NE(root.find("c")->find("b"), nullptr);
  EXPECT_EQ(root.find("c")->find("b")->text, "1");
}

TEST(YamlDocument, GivenOneDocumentWithMarkersWhenParsedThenItIsRead) {
  EXPECT_EQ(parse_yaml("%YAML 1.2\n---\nseed: 1\n...\n", "a.yaml").find("seed")->text, "1");
}

TEST(YamlDocument, GivenNestingOfTwentyThousandWhenParsedThenOurOwnMessageSaysSo) {
  for (const char* opening : {"[", "{", "{a: ", "- ", "? ", "[a, ", "&a [", "[[],", ": ", "{? "}) {
    const std::string message = parse_error(repeated(opening, 20'000));

    EXPECT_TRUE(message.find("nested deeper than 64 levels") != std::string::npos ||
                message.find("a key that is no text") != std::string::npos)
        << opening << message;
    EXPECT_NE(message.find("a.yaml:1:"), std::string::npos) << opening;
  }
}

TEST(YamlDocument, GivenSixtyFourLevelsWhenParsedThenTheyAreTheMost) {
  EXPECT_EQ(parse_error(repeated("[", 64) + repeated("]", 64)), "");
  EXPECT_NE(parse_error(repeated("[", 65) + repeated("]", 65)), "");
}

TEST(YamlDocument, GivenAliasesWithinTheBoundsOneByOneWhenTheyNestTooDeepThenRefused) {
  std::string text = "a0: &a0 [x]\n";
  for (int i = 1; i < 70; ++i) {
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
  }

  EXPECT_NE(parse_error(text).find("nested deeper"), std::string::npos);
}

TEST(YamlDocument, GivenAHundredThousandValuesWhenParsedThenTheyAreTheMost) {
  EXPECT_EQ(parse_error("[" + repeated("a,", 99'999) + "]"), "");
  EXPECT_NE(parse_error("[" + repeated("a,", 100'000) + "]").find("100,000"), std::string::npos);
}

TEST(YamlDocument, GivenAnchorsWithinAnchorsWhenTheirCopiesWouldFillTheMemoryThenRefused) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "&a" + std::to_string(i) + " [";
  text += repeated("x,", 90'000) + repeated("]", 60);

  EXPECT_NE(parse_error(text).find("100,000"), std::string::npos);
}

TEST(YamlDocument, GivenMoreThanAMegabyteWhenParsedThenRefused) {
  EXPECT_EQ(parse_error("# " + std::string(999'998, 'x')), "");
  EXPECT_NE(parse_error("# " + std::string(999'999, 'x')).find("1 MB"), std::string::npos);
}

TEST(YamlDocument, GivenAQuoteThatOnlyTheFileEndsWhenParsedThenRefusedThoughTheParserTakesIt) {
  EXPECT_NE(parse_error("name: \"a\nseed: 1\n").find("a quote is never closed"), std::string::npos);
  EXPECT_NE(parse_error("name: 'it''s\n").find("a quote is never closed"), std::string::npos);
  EXPECT_EQ(parse_error("name: \"a\n  b \\\" c\"\n"), "");
}

// Whatever bytes come: an error of kind usage with a place, or a tree. Nothing else is thrown, nothing
// crashes.
TEST(YamlDocument, GivenRandomPiecesOfYamlWhenParsedThenTheyAreReadOrRefusedWithAPlace) {
  const std::string pieces[] = {
      "a",   "b: ",  ": ",     "- ",    "[",    "]",   "{",  "}",    ", ",   "\n",   "\n  ",
      "'",   "\"",   "&x ",    "*x",    "!",    "|",   ">",  "? ",   "# ",   "%",    "@",
      "~",   "\t",   "---",    "...",   "<<",   "\\",  "\r", "\x01", "\xC3", "\xA9", "\xEF\xBB\xBF",
      "1e3", "null", "!!str ", "!<x> ", "\n- ", "\\x", "*"};
  std::mt19937 random(20'240'611);
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (unsigned length = random() % 24; length > 0; --length) text += pieces[random() % std::size(pieces)];

    const std::string message = sample_error(text);

    if (message.empty()) continue;
    EXPECT_EQ(message.rfind("error: ", 0), 0u) << text;
    EXPECT_NE(message.find("  --> a.yaml:"), std::string::npos) << text;
  }
}

TEST(YamlDocument, GivenRandomBytesWhenParsedThenTheyAreReadOrRefusedWithAPlace) {
  std::mt19937 random(20'240'612);
  for (int round = 0; round < 5'000; ++round) {
    std::string text(random() % 64, '\0');
    for (char& byte : text) byte = static_cast<char>(random());

    const std::string message = sample_error(text);

    EXPECT_NE(message.find("  --> a.yaml:"), std::string::npos);
  }
}

TEST(YamlFile, GivenNoSuchFileOrAFolderWhenReadThenTheMessageNamesIt) {
  const std::string folder = ::testing::TempDir();

  EXPECT_NE(message_of([] { read_yaml_file("no/such.yaml"); }).find("`no/such.yaml`"), std::string::npos);
  EXPECT_NE(message_of([&] { read_yaml_file(folder); }).find("cannot read"), std::string::npos);
}

TEST(YamlFile, GivenAFileWhenReadThenItIsParsedUnderThePathAsGiven) {
  const std::string path = ::testing::TempDir() + "yaml_document_test.yaml";
  std::ofstream(path) << "seed: 1\n";

  const ConfigNode root = read_yaml_file(path);

  std::filesystem::remove(path);
  EXPECT_EQ(describe(root.find("seed")->span), path + ":1:7");
}

TEST(YamlFile, GivenAnEndlessFileWhenReadThenItIsTooLarge) {
  if (!std::filesystem::exists("/dev/zero")) GTEST_SKIP() << "needs /dev/zero";

  EXPECT_NE(message_of([] { read_yaml_file("/dev/zero"); }).find("1 MB"), std::string::npos);
}

}  // namespace
}  // namespace bnn::testing
