#include "notebooks_export/formats/npz.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <fstream>

#include "bayes/core/error.h"
#include "notebooks_export/formats/npy.h"
#include "notebooks_export/formats/zip_archive.h"
#include "tests/notebooks_export/outside_program.h"
#include "tests/support/sample_record.h"

namespace report {
namespace {

TEST(Npy, GivenAnArrayWhenWrittenThenTheBytesAreThoseOfTheFormat) {
  const std::string bytes = npy_bytes(std::vector<float>{1.0f, -2.0f}, {1, 2});

  // NEP 1: magic, version 1.0, header length 118 = 0x76 (10 + 118 = 128, a multiple of 64), header, data.
  const std::string dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }";
  ASSERT_EQ(bytes.size(), 128u + 8u);
  EXPECT_EQ(bytes.substr(0, 10), std::string("\x93NUMPY\x01\x00\x76\x00", 10));
  EXPECT_EQ(bytes.substr(10, dictionary.size()), dictionary);
  EXPECT_EQ(bytes[127], '\n');
  EXPECT_EQ(bytes.substr(128), std::string("\x00\x00\x80\x3f\x00\x00\x00\xc0", 8));  // IEEE 754
}

TEST(Npy, GivenOneDimensionWhenWrittenThenTheShapeIsATuple) {
  EXPECT_NE(npy_bytes(std::vector<std::int64_t>{1, 2, 3}, {3}).find("'shape': (3,),"), std::string::npos);
}

TEST(Npy, GivenAShapeThatDoesNotFitWhenWrittenThenItIsRefused) {
  EXPECT_THROW(npy_bytes(std::vector<double>{1.0, 2.0}, {3}), bayes::Error);
}

TEST(ZipArchive, GivenFilesWhenArchivedThenTheyAreStoredWithAFixedDate) {
  const std::string bytes = zip_bytes({{"a.txt", "hello"}});

  // APPNOTE 4.3.7: signature, then method at 8, time at 10, date at 12, sizes at 18 and 22.
  EXPECT_EQ(bytes.substr(0, 4), std::string("PK\x03\x04", 4));
  EXPECT_EQ(bytes.substr(8, 6), std::string("\x00\x00\x00\x00\x21\x00", 6));
  EXPECT_EQ(bytes[18], 5);
  EXPECT_NE(bytes.find("a.txthello"), std::string::npos);
}

TEST(ZipArchive, GivenTwoFilesOfOneNameWhenArchivedThenItIsRefused) {
  EXPECT_THROW(zip_bytes({{"a", "1"}, {"a", "2"}}), bayes::Error);
}

TEST(Npz, GivenPredictionsWhenReadBackThenLabelsAndProbabilitiesAreTheSameBits) {
  const Predictions written = support::sample_run().predictions;

  const Predictions read = read_mean_predictions(predictions_npz(written).bytes);

  EXPECT_EQ(read.examples, written.examples);
  EXPECT_EQ(read.classes, written.classes);
  EXPECT_EQ(read.labels, written.labels);
  EXPECT_EQ(read.probabilities, written.probabilities);
}

TEST(Npz, GivenARunWhenAllOfItsArraysAreReadBackThenTheyAreTheSameBits) {
  const RunRecord run = support::sample_run();
  const auto files = export_npz(run);

  const Predictions read = read_predictions(files[0].bytes);
  const auto weights = read_weights(files[1].bytes);

  EXPECT_EQ(read.draws, run.predictions.draws);
  EXPECT_EQ(read.samples, run.predictions.samples);
  EXPECT_EQ(read.predicted, run.predictions.predicted);
  EXPECT_EQ(predictions_npz(read).bytes, files[0].bytes);
  ASSERT_EQ(weights.size(), run.weights.size());
  for (std::size_t at = 0; at < weights.size(); ++at) {
    EXPECT_EQ(weights[at].name, run.weights[at].name);
    EXPECT_EQ(weights[at].shape, run.weights[at].shape);
    EXPECT_EQ(weights[at].mean, run.weights[at].mean);
    EXPECT_EQ(weights[at].sd, run.weights[at].sd);
  }
}

TEST(Npz, GivenPredictionsOfNumbersWhenReadBackThenTheyAreTheSameBits) {
  const RunRecord run = support::sample_regression();
  const std::string bytes = export_npz(run)[0].bytes;

  const NumberPredictions read = read_number_predictions(bytes);

  EXPECT_EQ(read.draws, 8);
  EXPECT_EQ(read.examples, 300);
  EXPECT_EQ(read.indices, run.numbers.indices);
  EXPECT_EQ(read.epistemic_sd, run.numbers.epistemic_sd);
  EXPECT_EQ(read.samples, run.numbers.samples);
  EXPECT_EQ(read.low, run.numbers.low);
  EXPECT_EQ(predictions_npz(read).bytes, bytes);
  NumberPredictions without = run.numbers;
  without.low.clear();
  without.high.clear();
  EXPECT_TRUE(read_number_predictions(predictions_npz(without).bytes).high.empty());
}

TEST(Npz, GivenPredictionsOfNumbersWhenLoadedByNumpyThenShapesAndVariancesAreThoseDescribed) {
  if (!support::python_has("numpy")) GTEST_SKIP() << "no Python with numpy here";
  const support::ScratchFolder folder;
  folder.write(export_npz(support::sample_regression()));

  const support::Outcome outcome = support::run_python(
      "import numpy as np\n"
      "p = np.load('predictions.npz')\n"
      "assert np.allclose(p['samples'].astype(float).mean(axis=0), p['mean'])\n"
      "assert np.allclose(p['sd'] ** 2, p['aleatoric_sd'] ** 2 + p['epistemic_sd'] ** 2)\n"
      "print(p['samples'].shape, p['targets'].shape, p['indices'].dtype, p['low'].dtype)\n",
      folder.path());

  EXPECT_EQ(outcome.output, "(8, 300, 1) (300, 1) int64 float64\n");
}

TEST(Npz, GivenNumbersThatDoNotFitWhenReadThenThatIsAnErrorOfData) {
  const std::string two = npy_bytes(std::vector<double>{1.0, 2.0}, {2, 1});
  const std::string indices = npy_bytes(std::vector<std::int64_t>{1, 2, 3}, {3});
  for (const std::string& bytes : {zip_bytes({{"indices.npy", indices}, {"targets.npy", two}}),
                                   predictions_npz(support::sample_run().predictions).bytes}) {
    try {
      read_number_predictions(bytes);
      ADD_FAILURE() << bytes.size();
    } catch (const bayes::Error& error) {
      EXPECT_EQ(error.fault, bayes::Fault::kData);
    }
  }
}

TEST(Npz, GivenArraysThatDoNotFitWhenAllAreReadThenThatIsAnErrorOfData) {
  const auto refused = [](const auto& read) {
    try {
      read();
    } catch (const bayes::Error& error) {
      return error.fault == bayes::Fault::kData;
    }
    return false;
  };
  auto other_class = support::sample_run().predictions;
  other_class.predicted[3] = other_class.classes;
  const std::string floats = npy_bytes(std::vector<float>{1.0f, 2.0f}, {2});
  const std::string row = npy_bytes(std::vector<float>{1.0f, 2.0f}, {1, 2});

  EXPECT_TRUE(refused([&] { read_predictions(predictions_npz(other_class).bytes); }));
  EXPECT_TRUE(refused([&] { read_weights(zip_bytes({{"a.mean.npy", floats}})); }));
  EXPECT_TRUE(refused([&] { read_weights(zip_bytes({{"a.mean.npy", floats}, {"b.sd.npy", floats}})); }));
  EXPECT_TRUE(refused([&] { read_weights(zip_bytes({{"a.mean.npy", floats}, {"a.sd.npy", row}})); }));
  EXPECT_TRUE(refused([&] { read_weights("no archive"); }));
}

TEST(Npz, GivenDamagedPredictionsWhenReadThenThatIsAnErrorOfData) {
  const std::string whole = predictions_npz(support::sample_run().predictions).bytes;
  std::string flipped = whole;
  flipped[200] ^= 1;  // a label
  const std::string no_labels = zip_bytes({{"probabilities.npy", npy_bytes(std::vector<double>{1.0}, {1})}});

  for (const std::string& bytes : {std::string(), whole.substr(0, whole.size() / 2), flipped, no_labels}) {
    try {
      read_mean_predictions(bytes);
      ADD_FAILURE() << bytes.size();
    } catch (const bayes::Error& error) {
      EXPECT_EQ(error.fault, bayes::Fault::kData);
    }
  }
}

TEST(Npy, GivenArraysOfAnotherKindWhenReadThenTheyAreRefused) {
  const std::string doubles = npy_bytes(std::vector<double>{1.0, 2.0}, {1, 2});

  EXPECT_EQ(npy_doubles(doubles), (std::vector<double>{1.0, 2.0}));
  EXPECT_THROW(npy_integers(doubles), bayes::Error);
  EXPECT_THROW(npy_doubles(doubles.substr(0, doubles.size() - 8)), bayes::Error);
  EXPECT_THROW(npy_doubles(doubles.substr(0, doubles.size() - 1)), bayes::Error);
  EXPECT_THROW(npy_doubles(doubles.substr(0, 20)), bayes::Error);
  EXPECT_THROW(npy_doubles("\x93NUMPY"), bayes::Error);
  EXPECT_EQ(npy_shape(doubles), (std::vector<std::int64_t>{1, 2}));
  EXPECT_THROW(npy_floats(doubles), bayes::Error);
}

TEST(Npz, GivenARunWhenExportedTwiceThenTheBytesAreTheSame) {
  const auto first = export_npz(support::sample_run());
  const auto second = export_npz(support::sample_run());

  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first[0].name, "predictions.npz");
  EXPECT_EQ(first[1].name, "weights.npz");
  EXPECT_EQ(first[0].bytes, second[0].bytes);
  EXPECT_EQ(first[1].bytes, second[1].bytes);
}

TEST(Npz, GivenARunWithoutWeightsWhenExportedThenThereIsNoWeightsFile) {
  RunRecord run = support::sample_run();
  run.weights.clear();

  EXPECT_EQ(export_npz(run).size(), 1u);
}

TEST(Npz, GivenANameWithSlashesWhenExportedThenNoEntryLeavesTheFolder) {
  RunRecord run = support::sample_run();
  run.weights = {{"../../x", {1}, {1.0f}, {1.0f}}};

  const std::string bytes = export_npz(run).back().bytes;

  EXPECT_EQ(bytes.find("../"), std::string::npos);
  EXPECT_NE(bytes.find(".._.._x.mean.npy"), std::string::npos);
}

TEST(Npz, GivenANumpyWhenItLoadsTheFilesThenTypesShapesAndValuesAreThose) {
  if (!support::python_has("numpy")) GTEST_SKIP() << "no Python with numpy here";
  const support::ScratchFolder folder;
  folder.write(export_npz(support::sample_run()));

  const support::Outcome outcome = support::run_python(
      "import numpy as np\n"
      "p = np.load('predictions.npz')\n"
      "for k in ['labels', 'predicted', 'probabilities', 'samples', 'predictive_entropy', 'expected_entropy',"
      " 'mutual_information']: print(k, p[k].dtype, p[k].shape)\n"
      "assert abs(p['samples'].mean(0) - p['probabilities']).max() < 1e-6\n"
      "assert (p['probabilities'].argmax(1) == p['predicted']).all()\n"
      "w = np.load('weights.npz')\n"
      "print(w['conv2.weight.mean'].dtype, w['conv2.weight.mean'].shape, w['fc2.bias.sd'].shape)\n",
      folder.path());

  EXPECT_EQ(outcome.output,
            "labels int64 (1500,)\n"
            "predicted int64 (1500,)\n"
            "probabilities float64 (1500, 10)\n"
            "samples float32 (8, 1500, 10)\n"
            "predictive_entropy float64 (1500,)\n"
            "expected_entropy float64 (1500,)\n"
            "mutual_information float64 (1500,)\n"
            "float32 (16, 6, 5, 5) (10,)\n");
}

}  // namespace
}  // namespace report
