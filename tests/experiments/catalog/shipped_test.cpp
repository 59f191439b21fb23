#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>

#include "experiments/catalog/datasets.h"
#include "experiments/catalog/kinds.h"
#include "experiments/catalog/layers.h"
#include "experiments/catalog/likelihoods.h"
#include "experiments/config/yaml/field_rows.h"
#include "experiments/describe/experiment_keys.h"
#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

using Words = std::set<std::string>;

Words words_of(const std::string& text) {
  static const std::regex kWord("[A-Za-z_][A-Za-z0-9_]*");
  Words words;
  for (std::sregex_iterator word(text.begin(), text.end(), kWord), end; word != end; ++word) {
    words.insert(word->str());
  }
  return words;
}

// Of all files in a folder of the project; what `comment` matches does not count.
Words words_in(const std::string& folder, const char* comment) {
  Words words;
  for (const auto& file : std::filesystem::directory_iterator(std::string(TESTS_FOLDER) + "/../" + folder)) {
    if (!file.is_regular_file()) continue;
    words.merge(words_of(std::regex_replace(slurp(file.path()), std::regex(comment), "")));
  }
  return words;
}

Words words_of_configurations() { return words_in("configs", "#[^\n]*"); }

// Likelihoods of targets that no data set has yet: a configuration that names one is refused.
Words without_data() {
  Words names;
  for (const auto& likelihood : likelihoods()) {
    const auto takes = likelihood.configure()->make().takes;
    if (std::none_of(datasets().begin(), datasets().end(),
                     [&](const auto& dataset) { return dataset.configure()->make().targets == takes; })) {
      names.insert(likelihood.name);
    }
  }
  return names;
}

void expect_keys(const std::vector<FieldRow>& rows, const Words& words) {
  for (const auto& row : rows) {
    EXPECT_EQ(words.count(row.key.substr(row.key.rfind('.') + 1)), 1u) << row.key;
    for (const auto& value : row.known) {
      if (words_of(value).empty()) continue;  // "," and ";"
      if (row.key == "model.likelihood.name" && without_data().count(value) == 1) continue;
      EXPECT_EQ(words.count(value), 1u) << row.key << ": " << value;
    }
  }
}

TEST(ShippedConfigurations, GivenTheCatalogWhenReadThenEveryNameAndOptionIsInOneOfThem) {
  const auto words = words_of_configurations();

  for (const auto& kind : kinds()) {
    if (kind.name == "layers") continue;  // the method chooses them
    for (const auto& thing : kind.things) {
      if (kind.name == "likelihoods" && without_data().count(thing.name) == 1) continue;
      EXPECT_EQ(words.count(thing.name), 1u) << kind.name << ": " << thing.name;
      FieldRows options;
      thing.visit(options);
      expect_keys(options.rows(), words);
    }
  }
}

TEST(ShippedConfigurations, GivenTheSettingsWhenReadThenEveryOneIsInOneOfThem) {
  expect_keys(keys_of_experiment(), words_of_configurations());
}

TEST(ShippedExamples, GivenTheLayersWhenReadThenEveryClassIsInOneOfThem) {
  const auto words = words_in("examples", "//[^\n]*");

  for (const auto& family : layer_families()) {
    for (const auto& name : words_of(family.summary)) EXPECT_EQ(words.count(name), 1u) << name;
  }
}

TEST(Layers, GivenTheLibrarysHeadersWhenReadThenEveryRandomLayerIsInTheCatalog) {
  Words in_catalog, in_headers;
  for (const auto& family : layer_families()) in_catalog.merge(words_of(family.summary));
  static const std::regex kModule(
      "TORCH_MODULE\\(((?:Variational|Dropout|ConcreteDropout)(?!Weight)\\w+)\\)");
  for (const auto& file :
       std::filesystem::recursive_directory_iterator(std::string(TESTS_FOLDER) + "/../bayes/layers")) {
    if (!file.is_regular_file()) continue;
    const auto text = slurp(file.path());
    for (std::sregex_iterator found(text.begin(), text.end(), kModule), end; found != end; ++found) {
      in_headers.insert((*found)[1]);
    }
  }

  EXPECT_EQ(in_catalog, in_headers);
  EXPECT_GE(in_catalog.size(), 27u);
}

TEST(Catalog, GivenOptionsThatAreNamesWhenReadThenEstimatorsAndPosteriorsAreListed) {
  const auto all = kinds();
  const auto names_of = [&](const std::string& kind) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Kind& each) { return each.name == kind; });
    std::vector<std::string> names;
    for (const auto& thing : found->things) names.push_back(thing.name);
    return names;
  };
  FieldRows options;
  layer_families().front().visit(options);

  for (const auto& row : options.rows()) {
    if (row.known.empty()) continue;
    EXPECT_EQ(row.known, names_of(row.key + "s")) << row.key;
  }
}

}  // namespace
}  // namespace bnn
