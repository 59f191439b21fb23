#include "experiments/config/yaml/yaml_printer.h"

#include <gtest/gtest.h>
// After gtest's own header, which it needs.
#include <rapidcheck/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "experiments/config/yaml/plain_number.h"
#include "tests/experiments/config/reading.h"

namespace bnn::testing {
namespace {

// rapidcheck reads its settings at the first property; another seed can still be given from outside.
const int seed_is_fixed = setenv("RC_PARAMS", "seed=20240613", /*overwrite=*/0);

std::string printed(SampleOptions options, YamlPrinter::Comments comments = YamlPrinter::Comments::kNone) {
  YamlPrinter printer(comments);
  SampleOptions::visit_fields(options, printer);
  return printer.text();
}

TEST(YamlPrinter, GivenTheDefaultsWhenPrintedThenTheTextIsBlockStyleWithPortableNumbers) {
  EXPECT_EQ(printed({}),
            "name: unnamed\n"
            "seed: 0\n"
            "model:\n"
            "  name: lenet5\n"
            "  hidden: [400, 400]\n"
            "  dropout_rate: 0.5\n"
            "  temperature: 1.0\n"
            "  estimator: weight_sampling\n"
            "training:\n"
            "  epochs: 10\n"
            "  batch_size: 128\n"
            "  shuffle: true\n"
            "  optimizer:\n"
            "    name: adam\n"
            "    learning_rate: 0.001\n"
            "    clip_norm: null\n"
            "report:\n"
            "  formats: [html]\n");
}

TEST(YamlPrinter, GivenHelpWhenPrintedThenItIsACommentAndTheTextStillReads) {
  const std::string text = printed({}, YamlPrinter::Comments::kHelp);

  EXPECT_NE(text.find("  epochs: 10  # Passes over the training set.\n"), std::string::npos) << text;
  EXPECT_EQ(printed(read_sample(text)), printed({}));
}

TEST(YamlPrinter, GivenAShareOrACountWhenPrintedThenCountsHaveNoDot) {
  const auto as_text = [](std::optional<double> value) {
    YamlPrinter printer;
    printer.optional_number({"validation", bayes::share_or_count(), ""}, value);
    return printer.text();
  };

  EXPECT_EQ(as_text(5000.0), "validation: 5000\n");
  EXPECT_EQ(as_text(0.0), "validation: 0\n");
  EXPECT_EQ(as_text(0.125), "validation: 0.125\n");
  EXPECT_EQ(as_text({}), "validation: null\n");
}

TEST(ShareOrCount, GivenNumbersWhenCheckedThenSharesBelowOneAndWholeNumbersPass) {
  for (const double right : {0.0, 0.1, 0.999, 1.0, 5000.0}) {
    EXPECT_TRUE(bayes::share_or_count().contains(right)) << right;
  }
  for (const double wrong : {-0.1, 1.5, 2.0001, 1e17}) {
    EXPECT_FALSE(bayes::share_or_count().contains(wrong)) << wrong;
  }
}

TEST(YamlPrinter, GivenASectionWithoutFieldsWhenPrintedThenItIsAnEmptyMapping) {
  YamlPrinter printer;

  printer.section({"report", {}, ""}, [] {});

  EXPECT_EQ(printer.text(), "report: {}\n");
}

TEST(PrintText, GivenTextsThatLookLikeSomethingElseWhenPrintedThenTheyAreQuoted) {
  for (const char* text :
       {"",   " a",  "a ", "true", "No",   "ON",   "y",          "null", "Null", "~",
        "1",  "1e3", ".5", "-a",   "a: b", "a #b", "[a",         "@a",   "*a",   "&a",
        "!a", "%a",  "#a", "a,b",  "<<",   "=",    "2024-01-01", "nan",  "a\nb", "\xC3\xA9"}) {
    EXPECT_EQ(print_text(text).front(), '"') << text;
  }
  EXPECT_EQ(print_text("Bayes by Backprop"), "Bayes by Backprop");
  EXPECT_EQ(print_text("data/mnist-1.0"), "data/mnist-1.0");
}

TEST(PrintNumber, GivenNumbersWhenPrintedThenThereIsADotAndASignInTheExponent) {
  EXPECT_EQ(print_number(0), "0.0");
  EXPECT_EQ(print_number(-3), "-3.0");
  EXPECT_EQ(print_number(1e-5), "1.0e-5");
  EXPECT_EQ(print_number(2.5e-300), "2.5e-300");
  EXPECT_EQ(print_number(1e22), "1.0e+22");
}

RC_GTEST_PROP(PrintNumber, GivenAnyFiniteNumberWhenPrintedThenItReadsBackToTheBit, ()) {
  const auto bits = *rc::gen::arbitrary<std::uint64_t>();
  double value = 0;
  std::memcpy(&value, &bits, sizeof value);
  RC_PRE(std::isfinite(value));

  const auto read = parse_number(print_number(value));

  const double* number = std::get_if<double>(&read);
  RC_ASSERT(number != nullptr);
  RC_ASSERT(std::memcmp(number, &value, sizeof value) == 0);
}

/// Letters from all planes, with those that YAML cares about more often.
rc::Gen<std::string> any_text() {
  const auto piece = rc::gen::weightedOneOf<std::string>(
      {{4, rc::gen::element<std::string>("a", "b", " ", ":", "#", "'", "\"", "\\", "\n", "\t", "\r", "-", "0",
                                         "1", ".", "e")},
       {2, rc::gen::element<std::string>("true", "null", "~", ": ", " #", "\xC3\xBC", "\xE6\xBC\xA2",
                                         "\xF0\x9F\x98\x80")},
       {1, rc::gen::element<std::string>("\x01", "\x7F", "\xC2\x85", "\xE2\x80\xA8", "\xEF\xBB\xBF",
                                         "\xE2\x80\xAE", "\x1B")},
       {1, rc::gen::element<std::string>("[", "]", "{", "}", ",", "&", "*", "!", "|", ">", "%", "@", "`", "?",
                                         "<<")}});
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                      [](const std::vector<std::string>& pieces) {
                        std::string text;
                        for (const std::string& part : pieces) text += part;
                        return text;
                      });
}

RC_GTEST_PROP(YamlPrinter, GivenAnyOptionsWhenPrintedThenTheyReadBackTheSame, ()) {
  SampleOptions options;
  options.name = *any_text();
  options.seed = *rc::gen::nonNegative<std::int64_t>();
  options.model.name = *rc::gen::element<std::string>("lenet5", "mlp");
  options.model.hidden = *rc::gen::container<std::vector<std::int64_t>>(rc::gen::positive<std::int64_t>());
  options.model.dropout_rate = *rc::gen::inRange<std::int64_t>(0, 1'000'000'007) / 1'000'000'007.0;
  options.model.estimator = *rc::gen::element(Estimator::kWeightSampling, Estimator::kFlipout);
  options.training.epochs = *rc::gen::positive<std::int64_t>();
  options.training.shuffle = *rc::gen::arbitrary<bool>();
  options.training.optimizer.name = *rc::gen::element<std::string>("adam", "sgd");
  options.training.optimizer.learning_rate = std::exp(*rc::gen::inRange(-700, 700));
  if (*rc::gen::arbitrary<bool>()) options.training.optimizer.clip_norm = std::exp(*rc::gen::inRange(-9, 9));
  options.report.formats = *rc::gen::container<std::vector<std::string>>(any_text());

  const SampleOptions read = read_sample(printed(options, YamlPrinter::Comments::kHelp));

  RC_ASSERT(read.name == options.name);
  RC_ASSERT(read.seed == options.seed);
  RC_ASSERT(read.model.name == options.model.name);
  RC_ASSERT(read.model.hidden == options.model.hidden);
  RC_ASSERT(read.model.dropout_rate == options.model.dropout_rate);
  RC_ASSERT(read.model.estimator == options.model.estimator);
  RC_ASSERT(read.training.epochs == options.training.epochs);
  RC_ASSERT(read.training.shuffle == options.training.shuffle);
  RC_ASSERT(read.training.optimizer.name == options.training.optimizer.name);
  RC_ASSERT(read.training.optimizer.learning_rate == options.training.optimizer.learning_rate);
  RC_ASSERT(read.training.optimizer.clip_norm == options.training.optimizer.clip_norm);
  RC_ASSERT(read.report.formats == options.report.formats);
}

}  // namespace
}  // namespace bnn::testing
