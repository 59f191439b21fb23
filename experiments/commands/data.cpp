#include <CLI/CLI.hpp>
#include <memory>

#include "bayes/core/error.h"
#include "experiments/catalog/datasets.h"
#include "experiments/catalog/nearest_name.h"
#include "experiments/commands/command.h"
#include "experiments/datasets/fetch.h"
#include "experiments/files/terminal_text.h"
#include "experiments/process/standard_streams.h"

namespace bnn {
namespace {

void fetch_named(const std::string& name, const std::string& from) {
  std::vector<std::string> known;
  for (const auto& source : data_sources()) {
    known.push_back(source.name);
    if (source.name != name) continue;
    FetchOptions options;
    options.data_folder = find_data_folder();
    if (!from.empty()) options.from = from;
    options.say = [](const std::string& line) { say(terminal_line(line) + "\n"); };
    print("{}\n", terminal_line(fetch(source, options).string()));
    return;
  }
  throw bayes::Error("there is no data set \"" + name + "\"", "bnn data fetch", known_names(name, known));
}

}  // namespace

void add_data(CLI::App& app) {
  auto* data = app.add_subcommand("data", "Fetch data sets");
  data->require_subcommand(1);
  auto name = std::make_shared<std::string>();
  auto from = std::make_shared<std::string>();
  auto* command = data->add_subcommand("fetch", "Bring a data set's files into the data folder, checked");
  command->footer(
      "Files go to data/<name>/, or to <name>/ below the folder that BAYES_DATA names. Each is checked "
      "against its\n"
      "SHA-256. Files that are there and right stay.\n"
      "Data of your own in this format, under these names, are taken where a list of their sums lies beside "
      "them:\n"
      "`sha256sum *-ubyte > SHA256SUMS`.\n\n"
      "  bnn data fetch mnist\n"
      "  bnn data fetch mnist --from ~/downloads");
  command->add_option("name", *name, "As in `bnn list datasets`")->required()->type_name("DATASET");
  command->add_option("--from", *from, "Take the files from this folder (raw or .gz) instead of the network")
      ->type_name("DIR");
  command->callback([name, from] { fetch_named(*name, *from); });
}

}  // namespace bnn
