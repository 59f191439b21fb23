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
