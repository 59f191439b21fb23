// Lists of mappings, read and printed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "experiments/config/yaml/yaml_printer.h"
#include "tests/experiments/config/reading.h"

namespace bnn::testing {
namespace {

using ::testing::HasSubstr;

SampleList read_list(const std::string& yaml) { return read_options<SampleList>(parse_yaml(yaml, "a.yaml")); }

std::string list_error(const std::string& yaml) {
  return message_of([&] { read_list(yaml); });
}

std::string print_list(SampleList list, YamlPrinter::Comments comments = YamlPrinter::Comments::kNone) {
  YamlPrinter printer(comments);
  SampleList::visit_fields(list, printer);
  return printer.text();
}

TEST(ListOfOptions, GivenNamesAloneAndWithOptionsWhenReadThenEachElementHasItsOwn) {
  const auto list =
      read_list("optimizers: [adam, {name: sgd, momentum: 0.5}, {name: adam, learning_rate: 1}]");

  ASSERT_EQ(list.optimizers.size(), 3u);
  EXPECT_EQ(list.optimizers[0].name, "adam");
  EXPECT_EQ(list.optimizers[0].learning_rate, 1e-3);
  EXPECT_EQ(list.optimizers[1].name, "sgd");
  EXPECT_EQ(list.optimizers[1].momentum, 0.5);
  EXPECT_EQ(list.optimizers[2].learning_rate, 1.0);
}

TEST(ListOfOptions, GivenAListWhenPrintedThenItIsBlockStyleAndReadsBack) {
  const auto list = read_list("optimizers: [adam, {name: sgd, momentum: 0.5}]");

  const std::string text = print_list(list);

  EXPECT_EQ(text,
            "optimizers:\n"
            "  - name: adam\n"
            "    learning_rate: 0.001\n"
            "    clip_norm: null\n"
            "  - name: sgd\n"
            "    learning_rate: 0.001\n"
            "    clip_norm: null\n"
            "    momentum: 0.5\n");
  EXPECT_EQ(print_list(read_list(text)), text);
  EXPECT_EQ(print_list(read_list(print_list(list, YamlPrinter::Comments::kHelp))), text);
  EXPECT_EQ(print_list({}), "optimizers: []\n");
  EXPECT_EQ(print_list(read_list(print_list({}))), "optimizers: []\n");
}

TEST(ListOfOptions, GivenWhatIsNoSuchListWhenReadThenOneErrorNamesThePlace) {
  const std::pair<const char*, const char*> cases[] = {
      {"optimizers: adam", "expected a list, such as `[adam]`"},
      {"optimizers: {name: adam}", "`optimizers` is a section"},
      {"optimizers: [adma]", "did you mean `adam`?"},
      {"optimizers: [adam, [sgd]]", "`optimizers[1]` is a list"},
      {"optimizers: [~]", "`optimizers[0]` is null"},
      {"optimizers: [{momentum: 0.5}]", "`optimizers[0]` has no `name`"},
      {"optimizers: [{name: adam, momentum: 0.5}]", "unknown key `momentum` in `optimizers[0]`"},
      {"optimizers: [sgd, {name: sgd, momentum: 2}]", "`optimizers[1].momentum` is `2`"},
  };
  for (const auto& [yaml, expected] : cases) {
    EXPECT_THAT(list_error(yaml), HasSubstr(expected)) << yaml;
    EXPECT_THAT(list_error(yaml), HasSubstr("(1 error;")) << yaml;
  }
}

}  // namespace
}  // namespace bnn::testing
