#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bayes/calibration/calibration.h"
#include "bayes/core/content_keys.h"
#include "bayes/prediction/predict_in_portions.h"
#include "bayes/predictive/entropy_decomposition.h"
#include "experiments/commands/command.h"
#include "experiments/datasets/picture_file.h"
#include "experiments/files/atomic_file.h"
#include "experiments/files/terminal_text.h"
#include "experiments/process/environment.h"
#include "experiments/process/interruption.h"
#include "experiments/process/standard_streams.h"
#include "experiments/process/terminal.h"
#include "experiments/run/conformal_evaluation.h"
#include "experiments/run/evaluation.h"
#include "experiments/run/picture_notes.h"
#include "experiments/run/picture_page.h"
#include "experiments/run/runner.h"
#include "experiments/run/table_prediction.h"
#include "experiments/saved_run/output_rules.h"
#include "notebooks_export/tables/table.h"

namespace bnn {
namespace {

struct PredictOptions {
  std::string run;
  std::vector<std::string> pictures;
  std::string output;
  std::string page;
  bool prepare = false;
  Background background = Background::kAuto;
  std::string calibration;
  std::int64_t samples = 0;
  std::int64_t memory = 1024;
};

constexpr std::int64_t kMegabyte = 1 << 20;

// Draws of which each prediction is the average.
std::int64_t draws_of(const TrainedRun& run, const PredictOptions& options) {
  return run.method->draws(options.samples > 0 ? options.samples : run.config.evaluation.samples);
}

// Calls consume(predictive, first) for portions of the pictures, each of which fits the memory. The noise is
// that of the run's own test images: the same picture has the same prediction in any file.
template <class Consume>
void predict_pictures(const TrainedRun& run, const torch::Tensor& pixels, const torch::Tensor& keys,
                      const PredictOptions& options, const WatchedPool& pool, const Consume& consume) {
  const bayes::ImageSource source{pixels.size(0), [&](std::int64_t first, std::int64_t count) {
                                    return bayes::KeyedImages{
                                        run.fitted.standardisation.inputs(pixels.narrow(0, first, count)),
                                        keys.narrow(0, first, count)};
                                  }};
  const bayes::Draw::Key key{static_cast<std::uint64_t>(run.config.seed), bayes::Stream::kPrediction, 0, 0};
  const std::int64_t draws = draws_of(run, options);
  pool.stage("pictures", draws * pixels.size(0), "predictions", [&](const WatchedPool::Done& done) {
    bayes::predict_in_portions(
        [&](const torch::Tensor& some, const bayes::Draw::Key& of_draw, const torch::Tensor& examples) {
          stop_if_interrupted();
          auto logits = run.method->sample_logits(some, of_draw, examples);
          done(some.size(0));
          return logits;
        },
        source, draws, key, pool.pool, options.memory * kMegabyte, consume);
  });
}

// What the run found on validation images, for as many draws as the pictures are predicted with. A run of an
// older version has not stored it: then its data are needed.
struct FoundOnValidation {
  std::vector<NamedSets> sets;
  std::optional<bayes::Calibration> calibration;  // that is asked for
};

// "temperature", and where it is chosen again "temperature_2".
bayes::Calibration chosen_calibration(const TrainedRun& run, const std::string& name,
                                      const ValidationPredictions& validation) {
  std::map<std::string, int> chosen;
  std::vector<std::string> names;
  for (const auto& selection : run.config.evaluation.calibration) {
    const int times = ++chosen[selection.entry().name];
    names.push_back(selection.entry().name + (times == 1 ? "" : fmt::format("_{}", times)));
    if (names.back() == name) return selection.make()(validation.mean, validation.labels);
  }
  throw bayes::Error(fmt::format("the run was not calibrated by \"{}\"", name), "--calibration",
                     names.empty() ? "train with evaluation.calibration=[temperature]"
                                   : fmt::format("choose one of: {}", fmt::join(names, ", ")));
}

FoundOnValidation found_by(const TrainedRun& run, const PredictOptions& options, const WatchedPool& pool) {
  const auto& kinds = run.config.evaluation.conformal;
  FoundOnValidation found;
  if (kinds.empty() && options.calibration.empty()) return found;
  auto validation = read_validation(run.folder, run.fitted);
  const auto stored = read_found(run.folder);
  if (!validation || stored.is_null()) {
    auto config = run.config;
    if (options.samples > 0) config.evaluation.samples = options.samples;
    const auto splits = load_data(run).splits;
    validation = averaged(predict_validation(*run.method, splits, config, pool), splits.validation.targets);
    found.sets = fit_conformal(kinds, {validation->mean, validation->labels, splits.validation.keys},
                               static_cast<std::uint64_t>(run.config.seed));
  } else {
    const auto what = kinds.empty() ? "the calibration" : "the thresholds of the prediction sets";
    require_same_draws(what, validation->draws, draws_of(run, options));
    found.sets = found_conformal(kinds, stored.at("conformal"));
  }
  if (!options.calibration.empty()) {
    found.calibration = chosen_calibration(run, options.calibration, *validation);
  }
  return found;
}

// "3; 5"; empty for a set without a class.
std::string members_of(const torch::Tensor& set, const std::vector<std::string>& class_names) {
  std::string members;
  for (std::int64_t c = 0; c < set.size(0); ++c) {
    if (!set[c].item<bool>()) continue;
    members += (members.empty() ? "" : "; ") + class_names.at(static_cast<std::size_t>(c));
  }
  return members;
}

// A portion of the pictures of one file.
struct Portion {
  const bayes::CategoricalPredictive& predictive;
  const bayes::CategoricalPredictive& answer;  // calibrated, where that was asked for
  std::string file;
  std::int64_t first;  // of its pictures in the file
  torch::Tensor keys;  // of their noise
};

// All digits for a file, four for the terminal.
void add_rows(const Portion& portion, const TrainedRun& run, const FoundOnValidation& found, bool for_people,
              report::Table& table) {
  const auto &predictive = portion.predictive, &answer = portion.answer;
  const auto cell = [&](const torch::Tensor& value) {
    const auto number = value.item<double>();
    return for_people ? report::Cell::figure(fmt::format("{:.4f}", number)) : report::Cell(number);
  };
  const auto probabilities = answer.mean_probabilities();
  const auto [probability, predicted] = probabilities.max(/*dim=*/1);
  const auto entropy = bayes::entropy_decomposition(predictive);
  const auto of_answer = bayes::entropy_decomposition(answer);
  const auto noise = conformal_noise(static_cast<std::uint64_t>(run.config.seed));
  std::vector<torch::Tensor> members_by_kind;
  for (const auto& kind : found.sets) {
    members_by_kind.push_back(kind.fitted.sets(predictive, noise, portion.keys));
  }
  for (std::int64_t i = 0; i < predictive.examples(); ++i) {
    table.rows.push_back({portion.file, portion.first + i,
                          run.fitted.class_names.at(predicted[i].item<std::int64_t>()), cell(probability[i]),
                          cell(of_answer.predictive_entropy[i]), cell(entropy.mutual_information[i])});
    for (const auto& members : members_by_kind) {
      table.rows.back().push_back(members_of(members[i], run.fitted.class_names));
    }
  }
}

// Before any work: nothing is lost where one of them is refused.
void require_harmless_outputs(const PredictOptions& options) {
  OutputRules rules;
  rules.owner = options.run;
  rules.inputs.assign(options.pictures.begin(), options.pictures.end());
  if (!options.output.empty()) {
    require_harmless_text(options.output, rules);
    rules.inputs.emplace_back(options.output);  // nor may the page take its place
  }
  rules.option = "--page";
  if (!options.page.empty()) require_harmless_text(options.page, rules);
}

// The pictures of a file; nothing, and a note, where it cannot be predicted: the others still are.
std::optional<PictureFile> read_or_refuse(const std::string& file, const PictureReading& reading,
                                          PictureNotes& notes) {
  try {
    return read_pictures(file, reading);
  } catch (const bayes::Error& error) {
    notes.refuse(file, error);
    return std::nullopt;
  }
}

// The pictures of all files, before any is predicted: a page takes only so many, which fit the memory.
std::vector<std::optional<PictureFile>> read_for_page(const std::vector<std::string>& files,
                                                      const PictureReading& reading, PictureNotes& notes) {
  std::vector<std::optional<PictureFile>> read;
  std::int64_t pictures = 0;
  for (const auto& file : files) {
    stop_if_interrupted();
    read.push_back(read_or_refuse(file, reading, notes));
    if (read.back()) pictures += read.back()->pixels.size(0);
    require_fits_page(pictures);
  }
  return read;
}

// Of a run that was trained on a table.
void predict_tables(const TrainedRun& run, const PredictOptions& options) {
  if (options.prepare || !options.page.empty() || !options.calibration.empty()) {
    throw bayes::Error("--prepare, --page and --calibration are for pictures, and the run is of a table",
                       options.run, "leave them out");
  }
  Progress progress;
  const auto threads = make_pool(0);
  const WatchedPool pool{*threads, progress, ""};
  std::string written;
  for (const auto& file : options.pictures) {
    const auto table = predict_table(run, file, draws_of(run, options), options.output.empty(), pool);
    if (options.output.empty()) {
      print_table(table);
    } else {
      written += written.empty() ? report::csv(table) : report::csv_rows(table);
    }
  }
  if (options.output.empty()) return;
  write_file_atomically(options.output, written);
  print("{}\n", terminal_line(options.output));
}

void predict(const PredictOptions& options) {
  require_harmless_outputs(options);
  watch_signals(AfterSignal::kBeginsAnew);
  const auto run = load_run(options.run);
  if (options.samples > 0 && run.method->draws(1) == run.method->draws(2)) {
    say("warning: --samples has no effect: the method itself fixes the number of draws\n");
  }
  if (!run.fitted.encoding.is_null()) return predict_tables(run, options);
  const PictureReading reading{run.fitted.shape.height, run.fitted.shape.width, options.prepare,
                               options.background};
  PictureNotes notes(
      {run.fitted.standardisation.mean.item<double>(), run.fitted.standardisation.sd.item<double>()});
  std::vector<std::optional<PictureFile>> for_page;
  if (!options.page.empty()) for_page = read_for_page(options.pictures, reading, notes);
  Progress progress;
  const auto threads = make_pool(0);
  const WatchedPool pool{*threads, progress, ""};
  std::optional<PicturePage> page;
  if (!options.page.empty()) page.emplace(run, draws_of(run, options));
  using report::Align;
  report::Table table{"",
                      {{"file"},
                       {"picture", Align::kRight},
                       {"class"},
                       {"probability", Align::kRight},
                       {"predictive_entropy", Align::kRight},
                       {"mutual_information", Align::kRight}},
                      {}};
  const auto found = found_by(run, options, pool);
  for (const auto& kind : found.sets) table.columns.push_back({"set_" + kind.name});
  const bool for_people = options.output.empty();
  std::optional<AtomicFile> output;
  if (!for_people) output.emplace(options.output).append(report::csv(table));
  for (std::size_t i = 0; i < options.pictures.size(); ++i) {
    const auto& file = options.pictures[i];
    const auto read = page ? std::move(for_page[i]) : read_or_refuse(file, reading, notes);
    if (!read) continue;
    const auto& pixels = read->pixels;
    notes.look_at(file, pixels);
    if (page) page->begin_file(file, *read);
    const auto keys = bayes::content_keys(pixels);
    predict_pictures(run, pixels, keys, options, pool,
                     [&](const bayes::CategoricalPredictive& predictive, std::int64_t first) {
                       const auto answer =
                           found.calibration ? found.calibration->apply(predictive) : predictive;
                       const Portion portion{predictive, answer, file, first,
                                             keys.narrow(0, first, predictive.examples())};
                       add_rows(portion, run, found, for_people, table);
                       if (page) page->add(predictive, answer, first);
                       if (!output) return;
                       output->append(report::csv_rows(table));
                       table.rows.clear();
                       stop_if_interrupted();
                     });
  }
  const auto files = static_cast<std::int64_t>(options.pictures.size());
  if (notes.refused() < files) {
    if (for_people) {
      print_table(table);
    } else {
      output->commit();
      print("{}\n", terminal_line(options.output));
    }
    if (page) {
      write_file_atomically(options.page, page->html());
      print("{}\n", terminal_line(options.page));
    }
  }
  say(notes.warnings());
  notes.throw_refused(files);
}

}  // namespace

void add_predict(CLI::App& app) {
  auto options = std::make_shared<PredictOptions>();
  auto* command = app.add_subcommand(
      "predict", "Class or number and uncertainty of pictures or rows of a table, by a saved run");
  command->footer(
      "Entropies in nats: the predictive entropy is the whole uncertainty, the mutual information\n"
      "what the draws of the weights disagree on. Pictures are PNG, JPEG or IDX files of the size\n"
      "that the run was trained on, light ink on dark ground as in MNIST. With --prepare they are\n"
      "photographs or drawings of any size, of one sign on a ground that fills the picture, and are\n"
      "made as MNIST's were: grey, light on dark, cropped to the ink, scaled into 20 of 28 pixels,\n"
      "centred by mass; --page shows both. A file that cannot be predicted ends nothing: the others\n"
      "are predicted, all bad ones are listed at the end, and the exit status is 3. A run with\n"
      "evaluation.conformal also gives each picture its prediction sets, a column for each kind,\n"
      "with the thresholds that the run found. No data are needed but the pictures.\n"
      "A run of a table takes CSV files with the columns that it was trained on, and gives for each row\n"
      "its class, or the number with its standard deviation and 95 % interval.\n\n"
      "  bnn predict runs/mnist_lenet5_bayes_by_backprop seven.png\n"
      "  bnn predict runs/mnist_lenet5_map data/mnist/t10k-images-idx3-ubyte --output predictions.csv\n"
      "  bnn predict runs/mnist_lenet5_mc_dropout photos/*.jpg --prepare --page pictures.html\n"
      "  bnn predict runs/houses new_houses.csv");
  command->add_option("run", options->run, "Folder of a run")->required()->type_name("RUN");
  command->add_option("pictures", options->pictures, "Files of pictures, or of rows (CSV)")
      ->required()
      ->type_name("FILE");
  command
      ->add_option("-o,--output", options->output,
                   "CSV file to write; a table on the terminal where none is given")
      ->type_name("FILE.csv");
  command
      ->add_option(
          "--page", options->page,
          "HTML file to write as well: the pictures themselves, at most 1,000, with what is said about each")
      ->type_name("FILE.html");
  command->add_flag("--prepare", options->prepare,
                    "Make photographs and drawings of any size as MNIST's pictures were made");
  const std::map<std::string, Background> grounds{
      {"auto", Background::kAuto}, {"black", Background::kBlack}, {"white", Background::kWhite}};
  command
      ->add_option("--background", options->background,
                   "What is behind transparent pictures: black, white, or (auto) what the drawing stands out "
                   "from, white behind dark ink")
      ->type_name("GROUND")
      ->transform(CLI::CheckedTransformer(grounds).description(""));
  command
      ->add_option("--calibration", options->calibration,
                   "Apply a calibration of the run, from evaluation.calibration: class, probability and "
                   "predictive entropy are then the calibrated ones; the rest is as it was")
      ->type_name("NAME");
  command->add_option("--samples", options->samples, "Posterior draws; as in the run where none are given")
      ->type_name("S")
      ->check(CLI::Range(1, 1000000));
  command
      ->add_option("--memory", options->memory,
                   "Megabytes for the draws of the pictures that are predicted at a time")
      ->type_name("MB")
      ->check(CLI::Range(1, 1 << 20))
      ->capture_default_str();
  command->callback([options] { predict(*options); });
}

}  // namespace bnn
