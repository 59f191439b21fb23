#include "experiments/files/folder_name.h"

#include <gtest/gtest.h>

namespace bnn {
namespace {

TEST(FolderName, GivenAPlainLabelWhenNamedThenItStays) {
  for (const char* label : {"MAP", "MC dropout", "bayes_by_backprop", "dropout-0.1", "Größe 2"}) {
    EXPECT_EQ(folder_name(label), label);
  }
}

TEST(FolderName, GivenALabelThatLeadsElsewhereWhenNamedThenItIsOneVisibleFolder) {
  EXPECT_EQ(folder_name("../../etc"), "______etc");
  EXPECT_EQ(folder_name(".."), "__");
  EXPECT_EQ(folder_name("/root"), "_root");
  EXPECT_EQ(folder_name(".hidden"), "_hidden");
  EXPECT_EQ(folder_name("a\nb\\c:d"), "a_b_c_d");
  EXPECT_EQ(folder_name(""), "_");
  EXPECT_EQ(folder_name(" x"), "_ x");
}

TEST(FolderName, GivenTheNameOfAReportWhenNamedThenItDoesNotStandInItsPlace) {
  EXPECT_EQ(folder_name("report.html"), "report_html");
  EXPECT_EQ(folder_name("comparison.json"), "comparison_json");
}

TEST(FolderName, GivenALongLabelWhenNamedThenNoCharacterIsCutInTwo) {
  const std::string umlaut = "\xC3\xA4";  // two bytes in UTF-8
  std::string label = "x";
  for (int i = 0; i < 80; ++i) label += umlaut;

  const auto name = folder_name(label);

  EXPECT_EQ(name, label.substr(0, 99));  // 1 + 49 * 2; the next one would end at byte 101
}

}  // namespace
}  // namespace bnn
