#include "experiments/config/moved_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "experiments/config/overrides.h"
#include "experiments/config/yaml/located_error.h"
#include "experiments/config/yaml/yaml_document.h"

namespace bnn {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kNow[] = "model.likelihood.label_smoothing";

TEST(MovedKeys, GivenAKeyOfAnOlderVersionWhenMovedThenItStandsInItsPlaceWithItsLine) {
  for (const char* model : {"", "model: {name: mlp}\n", "model: {likelihood: {name: categorical}}\n"}) {
    Diagnostics diagnostics;
    const auto root =
        parse_yaml(std::string("training: {epochs: 3, label_smoothing: 0.1}\n") + model, "a.yaml");

    const auto moved = with_keys_moved(root, diagnostics);

    EXPECT_TRUE(diagnostics.empty());
    ASSERT_NE(find_setting(moved, kNow), nullptr) << model;
    EXPECT_EQ(find_setting(moved, kNow)->text, "0.1");
    EXPECT_EQ(describe(find_setting(moved, kNow)->span), "a.yaml:1:40");
    EXPECT_EQ(find_setting(moved, "training.label_smoothing"), nullptr);
    EXPECT_EQ(find_setting(moved, "training.epochs")->text, "3");
  }
}

TEST(MovedKeys, GivenBothPlacesWhenMovedThenBothLinesAreNamed) {
  auto root = parse_yaml("seed: 1\nmodel: {likelihood: {label_smoothing: 0.2}}\n", "a.yaml");
  apply_override(root, "training.label_smoothing=0.1");
  Diagnostics diagnostics;

  const auto moved = with_keys_moved(root, diagnostics);

  EXPECT_THAT(diagnostics.text(), AllOf(HasSubstr("command line: training.label_smoothing=0.1"),
                                        HasSubstr("the other: a.yaml:2:39"), HasSubstr("given twice")));
  EXPECT_EQ(find_setting(moved, kNow)->text, "0.2");
}

TEST(MovedKeys, GivenNoneOfThemWhenMovedThenNothingIsAdded) {
  Diagnostics diagnostics;

  for (const char* yaml : {"", "training:\n", "training: [1]\n", "model: 3\n", "label_smoothing: 0.1\n"}) {
    const auto root = parse_yaml(yaml, "a.yaml");
    const auto moved = with_keys_moved(root, diagnostics);
    EXPECT_EQ(moved.kind, root.kind) << yaml;
    EXPECT_EQ(moved.children.size(), root.children.size()) << yaml;
  }
  EXPECT_TRUE(diagnostics.empty());
}

}  // namespace
}  // namespace bnn
