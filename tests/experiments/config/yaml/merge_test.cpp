#include "experiments/config/yaml/merge.h"

#include <gtest/gtest.h>

#include <string>

#include "experiments/config/yaml/yaml_document.h"

namespace bnn {
namespace {

/// The tree on one line, with its keys in order.
std::string shown(const ConfigNode& node) {
  if (node.kind == ConfigNode::Kind::kScalar) return node.text;
  if (node.kind == ConfigNode::Kind::kNull) return "~";
  const bool is_mapping = node.kind == ConfigNode::Kind::kMapping;
  std::string text;
  for (const ConfigEntry& child : node.children) {
    text += (text.empty() ? "" : ", ") + (is_mapping ? child.key.text + ": " : "") + shown(child.value);
  }
  return is_mapping ? "{" + text + "}" : "[" + text + "]";
}

std::string merged(const std::string& base, const std::string& over) {
  return shown(merge(parse_yaml(base, "base.yaml"), parse_yaml(over, "over.yaml")));
}

TEST(Merge, GivenSectionsWhenMergedThenKeysAreReplacedAndAdded) {
  EXPECT_EQ(merged("{a: 1, t: {x: 1, y: 2}}", "{t: {y: 3, z: 4}, b: 5}"),
            "{a: 1, t: {x: 1, y: 3, z: 4}, b: 5}");
}

TEST(Merge, GivenListsOrOtherKindsWhenMergedThenTheyReplace) {
  EXPECT_EQ(merged("{a: [1, 2], b: {c: 1}, d: 1}", "{a: [3], b: 2, d: {e: 1}}"), "{a: [3], b: 2, d: {e: 1}}");
}

TEST(Merge, GivenASectionWithAnotherNameWhenMergedThenItStartsAnew) {
  EXPECT_EQ(merged("{m: {name: map, decay: 1}}", "{m: {name: bbb, sigma: 2}}"), "{m: {name: bbb, sigma: 2}}");
}

TEST(Merge, GivenASectionWithTheSameOrNoNameWhenMergedThenItGoesOn) {
  EXPECT_EQ(merged("{m: {name: map, decay: 1}}", "{m: {name: map}}"), "{m: {name: map, decay: 1}}");
  EXPECT_EQ(merged("{m: {name: map, decay: 1}}", "{m: {decay: 2}}"), "{m: {name: map, decay: 2}}");
}

TEST(Merge, GivenTheTopLevelWithAnotherNameWhenMergedThenItGoesOn) {
  EXPECT_EQ(merged("{name: a, seed: 1}", "{name: b}"), "{name: b, seed: 1}");
}

TEST(Merge, GivenAValueFromOverWhenMergedThenItKeepsItsPlace) {
  const ConfigNode result = merge(parse_yaml("t: {x: 1}", "base.yaml"), parse_yaml("t: {x: 2}", "over.yaml"));

  EXPECT_EQ(describe(result.find("t")->find("x")->span), "over.yaml:1:8");
}

}  // namespace
}  // namespace bnn
