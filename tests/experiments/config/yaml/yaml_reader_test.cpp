#include "experiments/config/yaml/yaml_reader.h"

#include <gtest/gtest.h>

#include <clocale>
#include <locale>
#include <string>
#include <vector>

#include "tests/experiments/config/reading.h"

namespace bnn::testing {
namespace {

TEST(YamlReader, GivenAnEmptyMappingWhenReadThenEachOptionKeepsItsDefault) {
  const SampleOptions options = read_sample("{}");

  EXPECT_EQ(options.name, "unnamed");
  EXPECT_EQ(options.model.hidden, (std::vector<std::int64_t>{400, 400}));
  EXPECT_EQ(options.training.optimizer.learning_rate, 1e-3);
  EXPECT_FALSE(options.training.optimizer.clip_norm.has_value());
}

TEST(YamlReader, GivenAValueOfEachKindWhenReadThenTheOptionsHoldThem) {
  const SampleOptions options = read_sample(
      "name: 'a b'\nseed: 9223372036854775807\n"
      "model: {name: mlp, hidden: [1e3, 2.0, +7], dropout_rate: .25, estimator: flipout}\n"
      "training:\n  shuffle: false\n  optimizer: {name: sgd, learning_rate: 1e-3, clip_norm: 5, momentum: "
      "0}\n"
      "report: {formats: [html, \"npz\"]}\n");

  EXPECT_EQ(options.name, "a b");
  EXPECT_EQ(options.seed, 9223372036854775807);
  EXPECT_EQ(options.model.name, "mlp");
  EXPECT_EQ(options.model.hidden, (std::vector<std::int64_t>{1000, 2, 7}));
  EXPECT_EQ(options.model.dropout_rate, 0.25);
  EXPECT_EQ(options.model.estimator, Estimator::kFlipout);
  EXPECT_FALSE(options.training.shuffle);
  EXPECT_EQ(options.training.optimizer.name, "sgd");
  EXPECT_EQ(options.training.optimizer.learning_rate, 0.001);
  EXPECT_EQ(options.training.optimizer.clip_norm, 5.0);
  EXPECT_EQ(options.training.optimizer.momentum, 0.0);
  EXPECT_EQ(options.report.formats, (std::vector<std::string>{"html", "npz"}));
}

TEST(YamlReader, GivenNullForAnOptionalNumberWhenReadThenItHoldsNone) {
  Diagnostics diagnostics;
  const ConfigNode root = parse_yaml("clip_norm: null", "a.yaml");
  YamlReader reader(root, diagnostics);
  SampleOptimizer options;
  options.clip_norm = 3.0;

  SampleOptimizer::visit_fields(options, reader);

  EXPECT_TRUE(diagnostics.empty());
  EXPECT_FALSE(options.clip_norm.has_value());
}

TEST(YamlReader, GivenAnOptionalNumberWithoutAValueWhenReadThenItIsAnError) {
  EXPECT_NE(sample_error("training: {optimizer: {clip_norm: }}").find("has no value"), std::string::npos);
}

TEST(YamlReader, GivenWrongValuesWhenReadThenTheOptionsKeepTheirDefaults) {
  Diagnostics diagnostics;
  const ConfigNode root = parse_yaml("model: {hidden: [3, x], dropout_rate: 7, name: z}\nseed: -1", "a.yaml");
  YamlReader reader(root, diagnostics);
  SampleOptions options;

  SampleOptions::visit_fields(options, reader);

  EXPECT_FALSE(diagnostics.empty());
  EXPECT_EQ(options.model.hidden, (std::vector<std::int64_t>{400, 400}));
  EXPECT_EQ(options.model.dropout_rate, 0.5);
  EXPECT_EQ(options.model.name, "lenet5");
  EXPECT_EQ(options.seed, 0);
}

// Each key × each wrong kind of value.
TEST(YamlReader, GivenEachKeyWithEachWrongKindOfValueWhenReadThenOneErrorNamesTheKey) {
  const std::string list = "[a]", section = "{a: 1}", null = "~", word = "ten";
  struct Case {
    std::string before, key, after;
    std::vector<std::string> wrong;
  };
  const Case cases[] = {
      {"", "seed", "", {list, section, null, word, "'1'", "1.5", "true"}},
      {"", "name", "", {list, section, null}},
      {"", "model", "", {list, null, word, "'1'", "1"}},
      {"model: {", "name", "}", {list, section, null, word, "1"}},
      {"model: {", "hidden", "}", {section, null, word, "1", "[a]", "[[1]]", "['1']", "[~]", "[{a: 1}]"}},
      {"model: {", "dropout_rate", "}", {list, section, null, word, "'0.1'", "true"}},
      {"model: {", "estimator", "}", {list, section, null, word, "1"}},
      {"training: {", "shuffle", "}", {list, section, null, word, "'true'", "1", "yes", "TRUE"}},
      {"training: {optimizer: {", "clip_norm", "}}", {list, section, word, "'1'", "0"}},
      {"report: {", "formats", "}", {section, null, word, "1", "[[a]]", "[~]", "[{a: 1}]"}},
  };
  for (const Case& c : cases) {
    for (const std::string& value : c.wrong) {
      const std::string message = sample_error(c.before + c.key + ": " + value + c.after);

      EXPECT_NE(message.find(c.key), std::string::npos) << c.key << ": " << value;
      EXPECT_NE(message.find("(1 error;"), std::string::npos) << c.key << ": " << value << "\n" << message;
    }
  }
}

// The table of what yaml-cpp takes silently (numbers and truth values; the rest is in golden/errors).
TEST(YamlReader, GivenWhatAParserTakesForANumberWhenReadThenOnlyPlainFiniteDecimalPasses) {
  for (const char* bad : {"010",  "0x10",  "0o10",    "0b1",          ".nan",      ".NaN",  "nan",
                          ".inf", "-.inf", "inf",     "1e-400",       "1e999",     "1_000", "1,5",
                          "'1'",  "\"1\"", "!!str 1", "! 1",          "~",         "1e",    "1e+",
                          ".",    "-",     "+",       "1.2.3",        "--1",       "+-1",   "1 2",
                          "0x",   "1f",    "1d",      "\xEF\xBC\x91", "|\n      1"}) {
    EXPECT_NE(sample_error("training:\n  optimizer:\n    learning_rate: " + std::string(bad) + "\n"), "")
        << bad;
  }
  for (const char* good : {"1", "1.", ".5", "1e3", "1E-3", "+1", "0.10", "1e-300", "4.9e-324"}) {
    EXPECT_EQ(sample_error("training:\n  optimizer:\n    learning_rate: " + std::string(good) + "\n"), "")
        << good;
  }
}

TEST(YamlReader, GivenOtherSpellingsOfTruthWhenReadThenTheMeantOneIsSaid) {
  for (const char* word : {"yes", "on", "y", "True", "TRUE", "Yes"}) {
    EXPECT_NE(sample_error("training: {shuffle: " + std::string(word) + "}").find("did you mean `true`?"),
              std::string::npos);
  }
  for (const char* word : {"no", "off", "n", "False", "FALSE"}) {
    EXPECT_NE(sample_error("training: {shuffle: " + std::string(word) + "}").find("did you mean `false`?"),
              std::string::npos);
  }
}

TEST(YamlReader, GivenAnUnknownNameWhenReadThenKeysBesideItAndBelowItAreNotReported) {
  const std::string message = sample_error("training: {optimizer: {name: adma, betas: [1], other: {a: 1}}}");

  EXPECT_NE(message.find("(1 error;"), std::string::npos) << message;
}

TEST(YamlReader, GivenAFieldOfAnotherChoiceWhenReadThenItIsUnknown) {
  EXPECT_EQ(sample_error("training: {optimizer: {name: sgd, momentum: 0.5}}"), "");
  EXPECT_NE(sample_error("training: {optimizer: {name: adam, momentum: 0.5}}").find("unknown key `momentum`"),
            std::string::npos);
}

TEST(YamlReader, GivenASectionVisitedTwiceWhenFinishedThenTheKeysOfBothVisitsAreKnown) {
  Diagnostics diagnostics;
  const ConfigNode root = parse_yaml("model: {a: 1, b: 2}", "a.yaml");
  YamlReader reader(root, diagnostics);
  std::int64_t a = 0, b = 0;

  reader.section({"model", {}, ""}, [&] { reader("a", a, bayes::any(), ""); });
  reader.section({"model", {}, ""}, [&] { reader("b", b, bayes::any(), ""); });
  reader.finish();

  EXPECT_TRUE(diagnostics.empty()) << diagnostics.text();
  EXPECT_EQ(a, 1);
  EXPECT_EQ(b, 2);
}

TEST(YamlReader, GivenAListOfSectionsWhenAskedForThenEachIsGivenAndTheKeyIsKnown) {
  Diagnostics diagnostics;
  const ConfigNode root = parse_yaml("methods:\n  - label: MAP\n  - label: BBB\n", "a.yaml");
  YamlReader reader(root, diagnostics);

  const std::vector<ConfigNode> methods = reader.sequence_of_mappings("methods");
  reader.finish();

  EXPECT_TRUE(diagnostics.empty()) << diagnostics.text();
  ASSERT_EQ(methods.size(), 2u);
  EXPECT_EQ(methods[1].find("label")->text, "BBB");
}

TEST(YamlReader, GivenAListWithSomethingElseWhenAskedForSectionsThenItIsReported) {
  Diagnostics diagnostics;
  const ConfigNode root = parse_yaml("methods: [{label: MAP}, BBB]", "a.yaml");
  YamlReader reader(root, diagnostics);

  const std::vector<ConfigNode> methods = reader.sequence_of_mappings("methods");

  EXPECT_EQ(methods.size(), 1u);
  EXPECT_NE(diagnostics.text().find("`methods[1]` is `BBB`"), std::string::npos) << diagnostics.text();
}

TEST(YamlReader, GivenAPathWhenAPartIsReadThenMessagesStartWithIt) {
  Diagnostics diagnostics;
  const ConfigNode root = parse_yaml("optimizer: {name: x}\nepoch: 1", "a.yaml");
  YamlReader reader(root, diagnostics, "methods[0].training");
  SampleTraining options;

  SampleTraining::visit_fields(options, reader);
  reader.finish();

  EXPECT_NE(diagnostics.text().find("`methods[0].training.optimizer.name`"), std::string::npos);
  EXPECT_NE(diagnostics.text().find("unknown key `epoch` in `methods[0].training`"), std::string::npos);
}

TEST(YamlReader, GivenThousandsOfUnknownKeysWhenReadThenTheMessageStaysShort) {
  std::string yaml;
  for (int i = 0; i < 30'000; ++i) yaml += "unknown" + std::to_string(i) + ": 1\n";

  const std::string message = sample_error(yaml);

  EXPECT_LT(message.size(), 50'000u);
}

TEST(YamlReader, GivenALocaleWithDecimalCommasWhenReadThenNumbersKeepTheirDots) {
  const char* german = std::setlocale(LC_ALL, "de_DE.UTF-8");
  struct Commas : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new Commas));

  const SampleOptions options = read_sample("model: {dropout_rate: 0.25}\ntraining: {epochs: 12345}");
  const std::string message = sample_error("model: {temperature: 2.5}");

  std::locale::global(before);
  if (german != nullptr) std::setlocale(LC_ALL, "C");
  EXPECT_EQ(options.model.dropout_rate, 0.25);
  EXPECT_EQ(options.training.epochs, 12345);
  EXPECT_NE(message.find("[0.5, 2]"), std::string::npos) << message;
}

}  // namespace
}  // namespace bnn::testing
