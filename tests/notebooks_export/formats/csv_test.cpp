#include "notebooks_export/formats/csv.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "tests/notebooks_export/outside_program.h"
#include "tests/support/sample_record.h"

namespace report {
namespace {

TEST(Csv, GivenASummaryWithInfiniteRatioWhenWrittenThenTheCellIsEmpty) {
  LayerSummary layer;
  layer.name = "fc.weight";
  layer.count = 2;
  layer.mean_absolute_mean = 0.25;
  layer.signal_to_noise.assign(5, std::numeric_limits<double>::infinity());
  layer.kl = 3.5;
  layer.kl_error = 0.25;

  EXPECT_EQ(csv(weights_table({layer})),
            "layer,count,mean_absolute_mean,mean_sd,signal_to_noise_05,signal_to_noise_25,signal_to_noise_50,"
            "signal_to_noise_75,signal_to_noise_95,kl_nats,kl_monte_carlo_error\r\n"
            "fc.weight,2,0.25,0,,,,,,3.5,0.25\r\n");
}

TEST(Csv, GivenARunWhenWrittenThenThereIsOneLineAnImage) {
  const auto files = export_csv(support::sample_run());

  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[1].name, "predictions.csv");
  EXPECT_EQ(std::count(files[1].bytes.begin(), files[1].bytes.end(), '\n'), 1501);
}

TEST(Csv, GivenARunOfNumbersWhenWrittenThenPredictionsAndEveryMeasurementAreTables) {
  const RunRecord run = support::sample_regression();

  const auto files = export_csv(run);

  ASSERT_EQ(files.size(), 6u);
  EXPECT_EQ(files[1].name, "predictions.csv");
  EXPECT_EQ(files[1].bytes.rfind("index,target,mean,sd,aleatoric_sd,epistemic_sd,low,high\r\n1,", 0), 0u);
  EXPECT_EQ(std::count(files[1].bytes.begin(), files[1].bytes.end(), '\n'), 301);
  EXPECT_EQ(files[2].name, "scale.csv");
  EXPECT_EQ(files[2].bytes, "name,mean_sd,share\r\nmedv,2.75,0.671\r\nall,2.75,\r\n");
  EXPECT_EQ(files[4].name, "pit.csv");
  EXPECT_EQ(files[4].bytes, "pit,to,count\r\n0,0.25,84\r\n0.25,0.5,70\r\n0.5,0.75,71\r\n0.75,1,75\r\n");
}

TEST(Csv, GivenTwoTargetsWhenWrittenThenEachExampleHasALineForEach) {
  NumberPredictions numbers;
  numbers.examples = 1;
  numbers.indices = {7};
  numbers.target_names = {"a", "b"};
  numbers.targets = {1.0, 2.0};
  numbers.mean = numbers.sd = numbers.aleatoric_sd = numbers.epistemic_sd = {0.5, 0.25};

  EXPECT_EQ(csv(predictions_table(numbers)),
            "index,of,target,mean,sd,aleatoric_sd,epistemic_sd\r\n7,a,1,0.5,0.5,0.5,0.5\r\n"
            "7,b,2,0.25,0.25,0.25,0.25\r\n");
}

TEST(Csv, GivenHostileStringsWhenReadByAnotherReaderThenNoTextCellStartsAFormula) {
  if (!support::python_has("csv")) GTEST_SKIP() << "no Python here";
  const support::ScratchFolder folder;
  std::vector<ExportedFile> files;
  for (const std::string& text : support::hostile_strings()) {
    ExportedFile file = export_csv(support::comparison_with_text_everywhere(text)).front();
    file.name = std::to_string(files.size()) + ".csv";
    files.push_back(std::move(file));
  }
  folder.write(files);

  const support::Outcome outcome = support::run_python(
      "import csv, glob\n"
      "for name in glob.glob('*.csv'):\n"
      "    rows = list(csv.reader(open(name, newline='', encoding='utf-8')))\n"
      "    assert {len(row) for row in rows} == {10}, name\n"
      "    assert len(rows) == 1 + 4 * 8, name\n"
      "    for row in rows:\n"
      "        assert row[0][:1] not in list('=+-@\\t\\r\\n'), row[0]\n"
      "    [float(row[4]) for row in rows[1:] if row[4]]\n"
      "print('fine')\n",
      folder.path());

  EXPECT_EQ(outcome.output, "fine\n");
}

}  // namespace
}  // namespace report
