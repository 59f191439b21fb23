#include "notebooks_export/notebook.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/notebooks_export/outside_program.h"
#include "tests/support/sample_record.h"

namespace report {
namespace {

TEST(Notebook, GivenARunWhenExportedThenNbformatAcceptsIt) {
  if (!support::python_has("nbformat")) GTEST_SKIP() << "no Python with nbformat here";
  const support::ScratchFolder folder;
  folder.write(export_notebook(support::sample_run()));

  const support::Outcome outcome = support::run_python(
      "import nbformat\n"
      "notebook = nbformat.read('notebook.ipynb', as_version=4)\n"
      "nbformat.validate(notebook)\n"
      "print(notebook.nbformat, notebook.nbformat_minor)\n",
      folder.path());

  EXPECT_EQ(outcome.output, "4 5\n");
}

TEST(Notebook, GivenARunWhenItsCellsAreRunThenTheyGiveTheStoredOutputs) {
  if (!support::python_has("numpy")) GTEST_SKIP() << "no Python with numpy here";
  const support::ScratchFolder folder;
  folder.write(export_notebook(support::sample_run()));

  const support::Outcome outcome = support::run_python(
      "import contextlib, io, json, sys, types\n"
      "shown = []\n"
      "fake = types.ModuleType('IPython.display')\n"
      "fake.display = lambda data, raw: shown.append(data)\n"
      "sys.modules['IPython'] = types.ModuleType('IPython')\n"
      "sys.modules['IPython.display'] = fake\n"
      "scope = {}\n"
      "ran = 0\n"
      "for cell in json.load(open('notebook.ipynb', encoding='utf-8'))['cells']:\n"
      "    if cell['cell_type'] != 'code': continue\n"
      "    shown.clear()\n"
      "    printed = io.StringIO()\n"
      "    with contextlib.redirect_stdout(printed): exec(cell['source'], scope)\n"
      "    for output in cell['outputs']:\n"
      "        if output['output_type'] == 'stream': assert output['text'] == printed.getvalue(), "
      "cell['id']\n"
      "        else: assert output['data'] == shown[0], cell['id']\n"
      "        ran += 1\n"
      "print(ran)\n",
      folder.path());

  EXPECT_EQ(outcome.output, "14\n");  // five cells that print, nine charts
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
