#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "bayes/core/error.h"
#include "experiments/catalog/kinds.h"
#include "experiments/catalog/nearest_name.h"
#include "experiments/commands/command.h"
#include "experiments/config/yaml/yaml_printer.h"
#include "experiments/describe/experiment_keys.h"
#include "experiments/process/standard_streams.h"
#include "experiments/process/terminal.h"
#include "notebooks_export/text/text_wrapping.h"

namespace bnn {
namespace {

constexpr char kIndent[] = "                            ";  // below what is said about a name

// An option as YAML has it: where its comment is long, it goes on in lines that are comments too.
void print_option(const std::string& option, const std::string& indent) {
  const auto columns = terminal_columns();
  const auto continued = indent + "  # ";
  const auto comment = option.find("  # ");
  const bool fits = comment == std::string::npos || indent.size() + comment + 8 < columns;
  if (fits) {
    print("{}{}\n", indent, report::wrapped(option, columns, continued));
  } else {
    print("{}{}\n{}{}\n", indent, option.substr(0, comment), continued,
          report::wrapped(option.substr(comment + 4), columns - continued.size(), continued));
  }
}

void print_thing(const Thing& thing) {
  const auto about = fmt::format("{}{}{}", thing.title.empty() ? "" : thing.title + ". ", thing.summary,
                                 thing.reference.empty() ? "" : " [" + thing.reference + "]");
  print("  {:<25} {}\n", thing.name, report::wrapped(about, terminal_columns(), kIndent));
  YamlPrinter printer(YamlPrinter::Comments::kHelp);
  thing.visit(printer);
  const std::string& lines = printer.text();
  for (std::size_t begin = 0, end; (end = lines.find('\n', begin)) != std::string::npos; begin = end + 1) {
    print_option(lines.substr(begin, end - begin), std::string(kIndent) + "  ");
  }
}

constexpr char kSettings[] = "settings";

void print_settings() {
  print("{} (CONFIG.yaml)\n", kSettings);
  for (const auto& row : keys_of_experiment()) {
    if (!row.value.empty()) print_option(fmt::format("{}: {}  # {}", row.key, row.value, row.help), "  ");
  }
}

void list(const std::string& wanted) {
  std::vector<std::string> known{kSettings};
  bool found = wanted.empty() || wanted == kSettings;
  if (found) print_settings();
  for (const auto& kind : kinds()) {
    known.push_back(kind.name);
    if (!wanted.empty() && wanted != kind.name) continue;
    print("{}{} ({})\n", found ? "\n" : "", kind.name, kind.place);
    for (const auto& thing : kind.things) print_thing(thing);
    found = true;
  }
  if (!found)
    throw bayes::Error("there is nothing called \"" + wanted + "\" to list", "bnn list",
                       known_names(wanted, known));
}

}  // namespace

void add_list(CLI::App& app) {
  auto kind = std::make_shared<std::string>();
  auto* command = app.add_subcommand("list", "What a configuration can name, with options and defaults");
  std::string names = std::string("\n  ") + kSettings;
  for (const auto& each : kinds()) names += "\n  " + each.name;
  command->footer("Kinds:" + names + "\n\n  bnn list priors");
  command->add_option("kind", *kind, "One kind; all where none is given")->type_name("KIND");
  command->callback([kind] { list(*kind); });
}

}  // namespace bnn
