#include "experiments/datasets/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "experiments/config/yaml/yaml_printer.h"
#include "experiments/datasets/folds.h"
#include "tests/experiments/files/fault_of.h"

namespace bnn {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

CsvTable read(const std::string& bytes, const TableOptions& options = {}) {
  std::istringstream stream(bytes);
  return read_csv(stream, "a.csv", options.format());
}

TableEncoding encoding_of(const std::string& bytes, const TableOptions& options = {}) {
  return find_encoding(read(bytes, options), options).encoding;
}

EncodedTable encoded(const std::string& bytes, const TableOptions& options = {}) {
  return encode(read(bytes, options), encoding_of(bytes, options), WithTargets::kYes);
}

bayes::Error trouble(const std::string& bytes, const TableOptions& options = {}) {
  const auto error = error_of([&] { encoded(bytes, options); });
  if (!error) ADD_FAILURE() << "encoded without an error: " << bytes;
  return error.value_or(bayes::Error("", "", ""));
}

TableOptions with_target(const std::string& target) {
  TableOptions options;
  options.target = target;
  return options;
}

TableOptions with_missing_means() {
  TableOptions options;
  options.missing = Missing::kMean;
  return options;
}

TEST(Table, GivenNumbersWhenEncodedThenTheLastColumnIsTheTarget) {
  const std::string text = "a,b,strength\n1,2.5,1000000001\n-3,4e1,1000000002\n";

  const TableEncoding encoding = encoding_of(text);
  const EncodedTable table = encoded(text);

  EXPECT_THAT(encoding.feature_names(), ElementsAre("a", "b"));
  EXPECT_THAT(encoding.targets, ElementsAre("strength"));
  EXPECT_FALSE(encoding.has_classes());
  EXPECT_THAT(table.inputs, ElementsAre(1, 2.5, -3, 40));
  EXPECT_THAT(table.targets, ElementsAre(1000000001, 1000000002));
  EXPECT_THAT(table.classes, IsEmpty());
  EXPECT_THAT(table.lines, ElementsAre(2, 3));
}

TEST(Table, GivenTextInColumnsWhenEncodedThenCategoriesAreSortedAndOneHot) {
  const std::string text = "colour,size,kind\nred,1,no\nblue,2,yes\nred,3,no\n";

  const TableEncoding encoding = encoding_of(text);
  const EncodedTable table = encoded(text);

  EXPECT_THAT(encoding.feature_names(), ElementsAre("colour=blue", "colour=red", "size"));
  EXPECT_THAT(encoding.class_names, ElementsAre("no", "yes"));
  EXPECT_THAT(table.inputs, ElementsAre(0, 1, 1, 1, 0, 2, 0, 1, 3));
  EXPECT_THAT(table.classes, ElementsAre(0, 1, 0));
  EXPECT_THAT(table.targets, IsEmpty());
}

TEST(Table, GivenChosenColumnsWhenEncodedThenNamesComeBeforeNumbers) {
  const std::string text = "\"2\",b,c,d\n1,10,5,7\n2,20,6,9\n";
  TableOptions options;
  options.targets = {"d", "c"};
  options.inputs = {"2"};

  const EncodedTable table = encoded(text, options);

  EXPECT_THAT(table.inputs, ElementsAre(1, 2));
  EXPECT_THAT(table.targets, ElementsAre(7, 5, 9, 6));
  options.inputs = {"02", "1"};  // no names
  EXPECT_THAT(encoding_of(text, options).feature_names(), ElementsAre("b", "2"));
  EXPECT_THAT(encoding_of(text, with_target("b")).feature_names(), ElementsAre("2", "c", "d"));
}

TEST(Table, GivenNumbersAsClassesWhenEncodedThenTheyAreSortedByValue) {
  TableOptions options;
  options.task = Task::kClasses;
  options.categories = {"zone"};
  const std::string text = "zone,x,quality\n10,1,10\n9,2,3.0\n10,3,3\n9.0,5,5\n";

  const TableEncoding encoding = encoding_of(text, options);
  const EncodedTable table = encoded(text, options);

  EXPECT_THAT(encoding.class_names, ElementsAre("3", "5", "10"));
  EXPECT_THAT(table.classes, ElementsAre(2, 0, 0, 1));
  EXPECT_THAT(encoding.feature_names(), ElementsAre("zone=9", "zone=10", "x"));
  EXPECT_THAT(table.inputs, ElementsAre(0, 1, 1, 1, 0, 2, 0, 1, 3, 1, 0, 5));
}

TEST(Table, GivenGermanNumbersWhenReadThenTheErrorNamesRowColumnAndTheOption) {
  const std::string text = "gewicht;preis\n1,5;10\n2,5;11\n3;12\n";

  const auto error = trouble(text);

  EXPECT_EQ(error.fault, bayes::Fault::kData);
  EXPECT_EQ(error.problem, "`1,5` is not a number with a decimal point");
  EXPECT_EQ(error.where, "a.csv, row 1 (line 2), column 1 `gewicht`");
  EXPECT_THAT(error.fix, HasSubstr("`data.decimal: \",\"`"));
  TableOptions options;
  options.decimal = Decimal::kComma;
  EXPECT_THAT(encoded(text, options).inputs, ElementsAre(1.5, 2.5, 3));
  // The other way round, and as a target, which would otherwise become classes.
  EXPECT_THAT(trouble("a;b\n1.5;2\n2.5;3\n", options).fix, HasSubstr("`data.decimal: \".\"`"));
  EXPECT_THAT(trouble("a;b\n1;2,5\n2;3,5\n").fix, HasSubstr("`data.decimal: \",\"`"));
}

TEST(Table, GivenATextAmongNumbersWhenReadThenTheErrorNamesRowColumnAndCell) {
  const auto error = trouble("a,b\n1,2\n2,3\nabc,4\n");

  EXPECT_EQ(error.problem, "`abc` is not a number");
  EXPECT_EQ(error.where, "a.csv, row 3 (line 4), column 1 `a`");
  EXPECT_THAT(error.fix, AllOf(HasSubstr("2 of 3"), HasSubstr("data.categories")));
  EXPECT_EQ(trouble("a,b\n1,2\n2,3\n1e999,4\n").problem, "`1e999` is not a number that a double can hold");
  TableOptions options;
  options.categories = {"a"};
  EXPECT_THAT(encoding_of("a,b\n1,2\n2,3\nabc,4\n", options).feature_names(),
              ElementsAre("a=1", "a=2", "a=abc"));
  EXPECT_THAT(encoding_of("a,b\nx,2\ny,3\n1,4\n").feature_names(), ElementsAre("a=1", "a=x", "a=y"));
}

TEST(Table, GivenConstantColumnsWhenReadThenTheyAreLeftOutAndNamed) {
  const std::string text = "a,b,c,d\n1,5,x,1\n2,5.0,x,2\n";

  const auto found = find_encoding(read(text), {});

  EXPECT_THAT(found.encoding.feature_names(), ElementsAre("a"));
  EXPECT_THAT(found.warnings, ElementsAre(AllOf(HasSubstr("`b`"), HasSubstr("`c`"))));
  EXPECT_THAT(trouble("a,b\n1,2\n1,3\n").problem, HasSubstr("no column is left"));
  EXPECT_THAT(trouble("a\n1\n2\n").problem, HasSubstr("no column is left"));
  EXPECT_THAT(trouble("a,b\n1,2\n2,2\n").problem, HasSubstr("same target"));
  EXPECT_THAT(trouble("a,b\n1,x\n2,x\n").problem, HasSubstr("same target"));
}

TEST(Table, GivenColumnsThatNameTheRowsWhenReadThenTheUserIsWarned) {
  const auto found = find_encoding(read(",who,x,y\n0,ann,3,1\n1,bob,4,2\n"), {});

  EXPECT_THAT(found.warnings, ElementsAre(HasSubstr("column `1` has no name"), HasSubstr("column `who`")));
}

TEST(Table, GivenMissingCellsWhenRefusedThenTheErrorNamesTheFirst) {
  for (const std::string cell : {"", "NA", "NaN", "?", "null", "\"\""}) {
    const auto error = trouble("a,b,c\n1,2,3\n4," + cell + ",6\n7,8,9\n");

    EXPECT_EQ(error.where, "a.csv, row 2 (line 3), column 2 `b`");
    EXPECT_THAT(error.fix, HasSubstr("`data.missing: mean`"));
  }
  const auto error = trouble("a,b\n1,2\n3,NA\n", with_missing_means());
  EXPECT_EQ(error.problem, "the target is missing");
}

TEST(Table, GivenMissingCellsWhenImputedThenTheyAreMeansOfTheTrainingRows) {
  const TableOptions options = with_missing_means();
  const std::string text =
      "a,colour,y\n1000000001,red,1\n,blue,2\n1000000004,red,3\n50,?,4\n1000000004,red,5\n";
  const CsvTable file = read(text, options);
  TableEncoding encoding = find_encoding(file, options).encoding;
  EncodedTable table = encode(file, encoding, WithTargets::kYes);

  impute(encoding, table, {0, 1, 2, 4});

  // By hand: of 1, 4 and 4 about 1e9; red in three of four training rows. The row of 50 is none of them.
  EXPECT_THAT(encoding.means, ElementsAre(1000000003, 0.25, 0.75));
  EXPECT_EQ(table.inputs[3], 1000000003);
  EXPECT_THAT(std::vector<double>(table.inputs.begin() + 9, table.inputs.begin() + 12),
              ElementsAre(50, 0.25, 0.75));
  const EncodedTable later = encode(read("colour,a\n,\nblue,3\n", options), encoding, WithTargets::kNo);
  EXPECT_THAT(later.inputs, ElementsAre(1000000003, 0.25, 0.75, 3, 1, 0));
  const auto error = error_of([&] {
    EncodedTable again = encode(file, encoding_of(text, options), WithTargets::kYes);
    impute(encoding, again, {1});
  });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->problem, "`a` has no value in the training rows");
}

TEST(Table, GivenOtherRowsWhenEncodedFromJsonThenItIsAsInTraining) {
  TableOptions options = with_missing_means();
  options.decimal = Decimal::kComma;
  options.header = false;
  const std::string text = "rot;1,5;ja\nblau;;nein\ngrün;4,5;ja\n";
  const CsvTable file = read(text, options);
  TableEncoding encoding = find_encoding(file, options).encoding;
  EncodedTable table = encode(file, encoding, WithTargets::kYes);
  impute(encoding, table, {0, 1, 2});

  const auto read_back =
      encoding_from_json(nlohmann::ordered_json::parse(to_json(encoding).dump()), "a.json");

  EXPECT_EQ(to_json(read_back), to_json(encoding));
  EXPECT_EQ(read_back.means, encoding.means);
  EXPECT_FALSE(read_back.format.header);
  EXPECT_EQ(read_back.format.decimal, Decimal::kComma);
  EXPECT_EQ(encode(file, read_back, WithTargets::kYes).inputs, table.inputs);
  EXPECT_EQ(encode(file, read_back, WithTargets::kYes).classes, table.classes);
}

TEST(Table, GivenDamagedJsonWhenReadThenItIsRefusedAsData) {
  auto good = to_json(encoding_of("a,b\nx,2\ny,3\n"));
  for (const auto& [key, value] : good.items()) {
    for (const nlohmann::ordered_json& bad :
         {nlohmann::ordered_json(nullptr), nlohmann::ordered_json(7), nlohmann::ordered_json("no such"),
          nlohmann::ordered_json::array({nlohmann::ordered_json::array()})}) {
      auto damaged = good;
      damaged[key] = bad;
      EXPECT_EQ(fault_of([&] { encoding_from_json(damaged, "a.json"); }), bayes::Fault::kData) << key << bad;
    }
    auto damaged = good;
    damaged.erase(key);
    EXPECT_EQ(fault_of([&] { encoding_from_json(damaged, "a.json"); }), bayes::Fault::kData) << key;
  }
  good["missing"] = "mean";  // without means
  EXPECT_EQ(fault_of([&] { encoding_from_json(good, "a.json"); }), bayes::Fault::kData);
}

TEST(Table, GivenRowsThatDoNotFitWhenEncodedThenTheErrorNamesWhatIsKnown) {
  const TableEncoding encoding = encoding_of("colour,size,y\nred,1,1\nblue,2,2\n");
  const auto answer = [&](const std::string& text) {
    const auto error = error_of([&] { encode(read(text), encoding, WithTargets::kNo); });
    return error.value_or(bayes::Error("nothing is wrong", "", ""));
  };

  const auto unknown = answer("size,colour\n1,red\n2,green\n");
  EXPECT_EQ(unknown.problem, "the category `green` is not known");
  EXPECT_EQ(unknown.where, "a.csv, row 2 (line 3), column 2 `colour`");
  EXPECT_EQ(unknown.fix, "known are blue, red");
  EXPECT_THAT(answer("colour,length\nred,1\n").problem, HasSubstr("no column `size`"));
  EXPECT_EQ(answer("colour,size\nred,big\n").problem, "`big` is not a number");
  EXPECT_EQ(answer("colour,size\nred,\n").problem, "the cell has no value");
  EXPECT_EQ(answer("y,colour,other,size\n?,red,x,1\n").problem, "nothing is wrong");
}

TEST(Table, GivenWrongOptionsWhenReadThenTheErrorNamesTheKey) {
  const std::string text = "a,b,c\n1,2,3\n4,5,6\n";
  const auto where = [&](const TableOptions& options) {
    const auto error = trouble(text, options);
    EXPECT_EQ(error.fault, bayes::Fault::kUsage);
    return error.where;
  };
  TableOptions options;

  EXPECT_EQ(where(with_target("strength")), "data.target");
  EXPECT_THAT(trouble(text, with_target("strength")).fix, HasSubstr("a, b, c"));
  EXPECT_EQ(where(with_target("0")), "data.target");
  EXPECT_EQ(where(with_target("4")), "data.target");
  options.inputs = {"a", "1"};
  EXPECT_EQ(where(options), "data.inputs");
  options.inputs = {"c"};
  EXPECT_EQ(where(options), "data.inputs");
  options = with_target("a");
  options.targets = {"b"};
  EXPECT_EQ(where(options), "data.targets");
  options = {};
  options.targets = {"b", "c"};
  options.task = Task::kClasses;
  EXPECT_EQ(where(options), "data.targets");
}

TEST(Table, GivenOptionsWhenPrintedThenTheyAreThoseOfTheYaml) {
  YamlPrinter printer(YamlPrinter::Comments::kNone);
  TableOptions options;
  TableOptions::visit_fields(options, printer);

  EXPECT_EQ(
      printer.text(),
      "path: \"\"\ntarget: \"\"\ntargets: []\ninputs: []\ncategories: []\ntask: found\nmissing: refuse\n"
      "standardise: true\ntest: 0.1\ndelimiter: found\nheader: true\ndecimal: \".\"\n");

  YamlPrinter of_folds(YamlPrinter::Comments::kNone);
  FoldOptions folds;
  FoldOptions::visit_fields(folds, of_folds);
  EXPECT_EQ(of_folds.text(), "count: 0\nfiles: \"\"\n");
}

TEST(Table, GivenTooManyCategoriesWhenReadThenTheyAreRefused) {
  std::string text = "a,b\n";
  for (int row = 0; row <= 1000; ++row) text += "x" + std::to_string(row) + "," + std::to_string(row) + "\n";

  EXPECT_THAT(trouble(text).problem, HasSubstr("more than 1000 categories"));
  TableOptions options;
  options.inputs = {"b"};
  options.target = "a";
  EXPECT_THAT(trouble(text, options).problem, HasSubstr("more than 1000 categories"));
}

TEST(Table, GivenThePublishedUciSetsWhenReadThenTheirSizesAndSplitsAreThoseOfTheList) {
  const std::filesystem::path folder = std::filesystem::path(TESTS_FOLDER) / "../../shared/data/uci";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no data beside the checkout: " << folder;
  struct Known {
    const char* name;
    std::int64_t rows;
    std::size_t features, folds, test;
    const char* target;
  };
  // Sizes from the README beside the data; features and test rows counted with wc.
  for (const Known& known :
       {Known{"bostonHousing", 506, 13, 20, 51, "14"}, Known{"concrete", 1030, 8, 20, 103, "9"},
        Known{"energy", 768, 8, 20, 77, "9"}, Known{"kin8nm", 8192, 8, 20, 819, "9"},
        Known{"power-plant", 9568, 4, 20, 957, "5"},
        Known{"protein-tertiary-structure", 45730, 9, 5, 4573, "10"},
        Known{"wine-quality-red", 1599, 11, 20, 160, "12"}, Known{"yacht", 308, 6, 20, 31, "7"}}) {
    TableOptions options = with_target(known.target);
    options.header = false;
    const CsvTable file = read_csv(folder / known.name / "data.txt", options.format());
    const TableEncoding encoding = find_encoding(file, options).encoding;
    const EncodedTable table = encode(file, encoding, WithTargets::kYes);
    const auto folds = read_folds(folder / known.name, table.rows());

    EXPECT_EQ(table.rows(), known.rows) << known.name;
    EXPECT_EQ(encoding.feature_names().size(), known.features) << known.name;
    EXPECT_EQ(table.targets.size(), static_cast<std::size_t>(known.rows)) << known.name;
    EXPECT_EQ(folds.size(), known.folds) << known.name;
    EXPECT_EQ(folds.front().test.size(), known.test) << known.name;
  }
}

}  // namespace
}  // namespace bnn
