#include "notebooks_export/notebook/notebook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/notebooks_export/outside_program.h"
#include "tests/support/sample_record.h"

namespace report {
namespace {

TEST(Notebook, GivenARunWhenExportedThenNbformatAcceptsIt) {
  if (!support::python_has("nbformat")) GTEST_SKIP() << "no Python with nbformat here";
  const support::ScratchFolder folder, regression;
  folder.write(export_notebook(support::sample_run()));
  regression.write(export_notebook(support::sample_regression()));

  const std::string validate =
      "import nbformat\n"
      "notebook = nbformat.read('notebook.ipynb', as_version=4)\n"
      "nbformat.validate(notebook)\n"
      "print(notebook.nbformat, notebook.nbformat_minor)\n";

  EXPECT_EQ(support::run_python(validate, folder.path()).output, "4 5\n");
  EXPECT_EQ(support::run_python(validate, regression.path()).output, "4 5\n");
}

// Runs the cells one after the other; `check` is what follows each, with `cell` and what it `printed`.
std::string run_cells(const support::ScratchFolder& folder, const std::string& chosen,
                      const std::string& check) {
  return support::run_python(
             "import contextlib, io, json\n"
             "scope = {}\n"
             "ran = 0\n"
             "for cell in json.load(open('notebook.ipynb', encoding='utf-8'))['cells']:\n"
             "    if cell['cell_type'] != 'code': continue\n"
             "    kinds = [output['output_type'] for output in cell['outputs']]\n"
             "    if not (" +
                 chosen +
                 "): continue\n"
                 "    printed = io.StringIO()\n"
                 "    with contextlib.redirect_stdout(printed): exec(cell['source'], scope)\n" +
                 check + "print(ran)\n",
             folder.path())
      .output;
}

TEST(Notebook, GivenNotebooksWhenTheCellsThatPrintAreRunThenTheyGiveTheStoredOutputs) {
  if (!support::python_has("numpy")) GTEST_SKIP() << "no Python with numpy here";
  const support::ScratchFolder run, regression, comparison;
  run.write(export_notebook(support::sample_run()));
  regression.write(export_notebook(support::sample_regression()));
  comparison.write(export_notebook(support::sample_comparison()));
  const std::string check =
      "    assert cell['outputs'][0]['text'] == printed.getvalue(), cell['id']\n"
      "    ran += 1\n";

  EXPECT_EQ(run_cells(run, "kinds == ['stream']", check), "5\n");
  EXPECT_EQ(run_cells(regression, "kinds == ['stream']", check), "4\n");
  EXPECT_EQ(run_cells(comparison, "kinds == ['stream']", check), "1\n");
}

TEST(Notebook, GivenMatplotlibWhenTheCellsOfChartsAreRunThenEachDrawsAFigure) {
  if (!support::python_has("matplotlib")) GTEST_SKIP() << "no Python with matplotlib here";
  RunRecord record = support::sample_run();
  for (auto& epoch : record.history) epoch.learnt_scales = {{"a.weight", "dropout_rate", 0.1}};
  const support::ScratchFolder run, regression, comparison;
  run.write(export_notebook(record));
  regression.write(export_notebook(support::sample_regression()));
  comparison.write(export_notebook(support::sample_comparison()));
  const std::string check =
      "    import matplotlib; matplotlib.use('Agg'); import matplotlib.pyplot as plt\n"
      "    if kinds != ['display_data']: continue\n"
      "    assert len(plt.get_fignums()) == 1, cell['id']\n"
      "    plt.savefig(cell['id'] + '.png'); plt.close('all')\n"
      "    ran += 1\n";

  EXPECT_EQ(run_cells(run, "True", check), "10\n");  // all charts of a run: see run_charts.h
  EXPECT_EQ(run_cells(regression, "True", check), "8\n");
  EXPECT_EQ(run_cells(comparison, "True", check), "3\n");
}

TEST(Notebook, GivenJupyterWhenNotebooksAreExecutedThenNoCellFails) {
  if (!support::python_has("nbclient, ipykernel, matplotlib"))
    GTEST_SKIP() << "no nbclient, ipykernel, matplotlib";
  const support::ScratchFolder run, comparison;
  run.write(export_notebook(support::sample_run()));
  comparison.write(export_notebook(support::sample_comparison()));
  const std::string execute =
      "import os, nbformat, nbclient\n"
      "os.environ.pop('MPLBACKEND', None)\n"  // the kernel's own puts figures into the notebook
      "notebook = nbformat.read('notebook.ipynb', as_version=4)\n"
      "nbclient.NotebookClient(notebook, timeout=120, kernel_name='python3').execute()\n"
      "print(sum('image/png' in output.get('data', {}) for cell in notebook.cells if cell.cell_type == "
      "'code'\n"
      "          for output in cell.outputs))\n";

  EXPECT_THAT(support::run_python(execute, run.path()).output, ::testing::EndsWith("9\n"));
  EXPECT_THAT(support::run_python(execute, comparison.path()).output, ::testing::EndsWith("3\n"));
}

TEST(Notebook, GivenChartsWhenExportedThenEachHasAPictureThatReadersWithoutVegaShow) {
  for (const auto& files :
       {export_notebook(support::sample_run()), export_notebook(support::sample_regression()),
        export_notebook(support::sample_comparison())}) {
    std::size_t pictures = 0;
    const auto notebook = nlohmann::json::parse(files[0].bytes);
    for (const auto& cell : notebook["cells"]) {
      for (const auto& output : cell.value("outputs", nlohmann::json::array())) {
        if (output["output_type"] != "display_data") continue;
        EXPECT_TRUE(output["data"].contains("application/vnd.vegalite.v5+json"));
        // The first bytes of every PNG file (ISO/IEC 15948, section 5.2), in base64.
        EXPECT_EQ(output["data"]["image/png"].get<std::string>().rfind("iVBORw0KGgo", 0), 0u) << cell["id"];
        ++pictures;
      }
    }
    EXPECT_EQ(pictures, files.size() - (files[1].name == "metrics.json" ? 3 : 2));  // a .vl.json each
  }
}

TEST(Notebook, GivenAComparisonWhenExportedThenEachMethodsWholeConfigurationIsThere) {
  ComparisonRecord comparison = support::sample_comparison();
  comparison.methods[2].config_yaml = "training:\n  epochs: 15\n";

  const auto notebook = nlohmann::json::parse(export_notebook(comparison)[0].bytes);

  EXPECT_EQ(notebook["cells"].back()["source"],
            "### Bayes by Backprop\n\nDiffers in: training.epochs = 15\n\nEvery setting, seed 0:\n\n"
            "    training:\n      epochs: 15\n");
}

TEST(Notebook, GivenPredictionSetsWhenExportedThenTheirTablesAndWarningsAreThere) {
  const auto with = export_notebook(support::sample_run())[0].bytes;
  RunRecord run = support::sample_run();
  run.conformal.clear();
  const auto without = export_notebook(run)[0].bytes;

  EXPECT_NE(with.find("## Prediction sets"), std::string::npos);
  EXPECT_NE(with.find("90.40\u00A0%"), std::string::npos);
  EXPECT_NE(with.find("This coverage takes 9"), std::string::npos);
  EXPECT_EQ(without.find("Prediction sets"), std::string::npos);
}

TEST(Notebook, GivenHostileStringsWhenExportedThenMarkdownHoldsNoMarkupOfTheirs) {
  for (const std::string& text : support::hostile_strings()) {
    const auto files = export_notebook(support::run_with_text_everywhere(text));

    const auto notebook = nlohmann::json::parse(files[0].bytes);

    for (const auto& cell : notebook["cells"]) {
      if (cell["cell_type"] == "code") {
        for (const auto& output : cell["outputs"])
          EXPECT_FALSE(output.value("data", nlohmann::json::object()).contains("text/html"));
        continue;
      }
      EXPECT_EQ(cell["source"].get<std::string>().find('<'), std::string::npos) << text;
    }
    for (const ExportedFile& file : files) EXPECT_EQ(file.name.find(".."), std::string::npos);
  }
}

}  // namespace
}  // namespace report
