#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/types.h>

#include <set>

#include "bayes/core/error.h"
#include "experiments/catalog/architectures.h"
#include "experiments/catalog/calibrators.h"
#include "experiments/catalog/conformal_methods.h"
#include "experiments/catalog/datasets.h"
#include "experiments/catalog/exporters.h"
#include "experiments/catalog/likelihoods.h"
#include "experiments/catalog/methods.h"
#include "experiments/catalog/metrics.h"
#include "experiments/catalog/optimizers.h"
#include "experiments/catalog/priors.h"
#include "experiments/config/yaml/yaml_printer.h"

namespace bnn {
namespace {

/// Plain in YAML whatever the reader: a word of small letters, digits and _, that starts with a letter, and
/// none that means a truth value or nothing (YAML 1.1, "bool" and "null").
void expect_name(const std::string& name) {
  EXPECT_THAT(name, ::testing::MatchesRegex("[a-z][a-z0-9_]*"));
  const std::set<std::string> taken{"y", "n", "yes", "no", "on", "off", "true", "false", "null"};
  EXPECT_EQ(taken.count(name), 0u) << name;
}

template <class List>
void expect_unique_names(const List& list) {
  std::set<std::string> names;
  for (const auto& entry : list) {
    expect_name(entry.name);
    EXPECT_FALSE(entry.summary.empty()) << entry.name;
    EXPECT_EQ(entry.summary.find('\n'), std::string::npos) << entry.name;
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name << " comes twice";
  }
  EXPECT_FALSE(names.empty());
}

template <class Signature>
void expect_choosable(const std::vector<Entry<Signature>>& list) {
  expect_unique_names(list);
  for (const auto& entry : list) {
    const Selection<Signature> selection(list, entry.name);
    EXPECT_EQ(selection.entry().name, entry.name);
    EXPECT_FALSE(entry.title.empty()) << entry.name;
    YamlPrinter printer(YamlPrinter::Comments::kNone);
    entry.configure()->visit(printer);
    EXPECT_EQ(printer.text().find("\nname:"), std::string::npos)
        << entry.name << " has an option called name";
    EXPECT_NE(printer.text().rfind("name:", 0), 0u) << entry.name << " has an option called name";
  }
}

TEST(Catalog, GivenEveryListWhenReadThenNamesAreUniqueAndPlainInYaml) {
  expect_choosable(methods());
  expect_choosable(architectures());
  expect_choosable(priors());
  expect_choosable(likelihoods());
  expect_choosable(datasets());
  expect_choosable(optimizers());
  expect_choosable(schedules());
  expect_choosable(calibrators());
  expect_choosable(conformal_methods());
  expect_unique_names(exporters());
}

TEST(Catalog, GivenTheMetricsWhenReadThenKeysAreUnique) {
  std::set<std::string> keys;

  for (const auto& metric : metrics()) {
    expect_name(metric.key);
    EXPECT_TRUE(keys.insert(metric.key).second) << metric.key << " comes twice";
  }

  EXPECT_GE(keys.size(), 9u);
}

TEST(Catalog, GivenTheDataSetsWhenReadThenEachHasASourceOfItsName) {
  const auto sources = data_sources();

  ASSERT_LE(sources.size(), datasets().size());  // tables are a user's own
  for (std::size_t i = 0; i < sources.size(); ++i) EXPECT_EQ(sources[i].name, datasets()[i].name);
}

TEST(Catalog, GivenALikelihoodWhenMadeThenItTakesTargetsOfItsKind) {
  for (const auto& entry : likelihoods()) {
    const auto known = entry.configure()->make();
    const auto targets = known.takes == Targets::kClasses ? torch::tensor({0, 2, 1}, torch::kInt64)
                         : known.takes == Targets::kIndicators
                             ? torch::tensor({{0, 1, 1}, {0, 0, 0}, {1, 1, 0}}, torch::kInt64)
                             : torch::tensor({{0.5, 1.0, 2.0}, {0.0, -3.0, 0.0}, {1.0, 1.0, 7.0}});
    const auto likelihood = known.make({3});
    EXPECT_EQ(likelihood->outputs() % 3, 0) << entry.name;
    EXPECT_NO_THROW(likelihood->require_targets(targets, 3)) << entry.name;
  }
}

TEST(Catalog, GivenAnUnknownExporterWhenAskedForThenTheKnownOnesAreNamed) {
  try {
    exporter("pdf");
    FAIL();
  } catch (const bayes::Error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("html"));
  }
}

}  // namespace
}  // namespace bnn
