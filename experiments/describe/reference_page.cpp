#include "experiments/describe/reference_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "experiments/catalog/kinds.h"
#include "experiments/config/comparison_config.h"
#include "experiments/config/yaml/field_rows.h"
#include "experiments/describe/combinations.h"
#include "experiments/describe/experiment_keys.h"

namespace bnn {
namespace {

const char kHead[] =
    "# Reference\n\n"
    "Everything that a configuration can say. Written by `bnn reference` from the options themselves; to "
    "renew it:\n\n"
    "    bnn reference > docs/reference.md\n\n"
    "`bnn list` shows the same in the terminal, `bnn init` writes a configuration with it, and `bnn check` "
    "says what is\n"
    "wrong with one.\n";

// A cell of a table, or text of a list.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char letter : text) {
    if (letter == '|' || letter == '<' || letter == '*') result += '\\';
    result += letter;
  }
  return result;
}

std::string code(const std::string& text) { return text.empty() ? "" : "`" + text + "`"; }

std::string capitalised(std::string text) {
  text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

void add_rows(const std::vector<FieldRow>& rows, std::string& page) {
  page += "\n| Key | Value | Default | |\n|---|---|---|---|\n";
  for (const auto& row : rows) {
    page += fmt::format("| {} | {} | {} | {} |\n", code(row.key), escaped(row.expected), code(row.value),
                        escaped(row.help));
  }
}

void add_schema(std::string& page) {
  page +=
      "\n## An experiment\n\n"
      "What is left out takes its default. The options of what a `name` chooses stand beside that `name`; "
      "they are listed below.\n";
  add_rows(keys_of_experiment(), page);
  page +=
      "\n## A comparison\n\n"
      "Runs every entry of `methods` with every seed. An entry is a mapping with a `label` and whatever it "
      "changes in the base.\n";
  FieldRows rows;
  ComparisonFile file;
  ComparisonFile::visit_fields(file, rows);
  add_rows(rows.rows(), page);
}

bool has_options(const Thing& thing) {
  FieldRows options;
  thing.visit(options);
  return !options.rows().empty();
}

// A line of a table each where none has options, else a heading each.
void add_kind(const Kind& kind, std::string& page) {
  page += fmt::format("\n## {}\n\nIn `{}`.\n", capitalised(kind.name), kind.place);
  const bool short_form = std::none_of(kind.things.begin(), kind.things.end(), has_options);
  if (short_form) page += "\n| Name | | | Source |\n|---|---|---|---|\n";
  for (const auto& thing : kind.things) {
    if (short_form) {
      page += fmt::format("| {} | {} | {} | {} |\n", code(thing.name), thing.title, escaped(thing.summary),
                          thing.reference);
      continue;
    }
    page += fmt::format("\n### {}\n\n**{}.** {}", code(thing.name), thing.title, escaped(thing.summary));
    page += (thing.reference.empty() ? "" : " Source: " + thing.reference + ".") + "\n";
    FieldRows options;
    thing.visit(options);
    if (!options.rows().empty()) add_rows(options.rows(), page);
  }
}

// Why two choices are refused together: [row][column], empty where they are not.
struct Pairs {
  std::vector<Choice> rows, columns;
  std::vector<std::vector<std::string>> refusals;
  bool interact = false;  // whether a pair is judged otherwise than its two choices, each by itself
};

Pairs try_pairs(const Kind& first, const Kind& second) {
  Pairs pairs{choices_of(first), choices_of(second), {}};
  std::vector<std::string> alone;
  for (const auto& column : pairs.columns) alone.push_back(refusal(column.overrides));
  for (const auto& row : pairs.rows) {
    const auto row_alone = refusal(row.overrides);
    pairs.refusals.emplace_back();
    for (std::size_t j = 0; j < alone.size(); ++j) {
      auto both = row.overrides;
      both.insert(both.end(), pairs.columns[j].overrides.begin(), pairs.columns[j].overrides.end());
      pairs.refusals.back().push_back(refusal(both));
      pairs.interact |= pairs.refusals.back().back().empty() != (row_alone.empty() && alone[j].empty());
    }
  }
  return pairs;
}

std::string table_of(const Pairs& pairs) {
  std::string head = "\n| |", rule = "|---|", body;
  std::vector<std::string> reasons;
  for (const auto& column : pairs.columns) {
    head += " " + column.label + " |";
    rule += "---|";
  }
  for (std::size_t i = 0; i < pairs.rows.size(); ++i) {
    body += "| " + pairs.rows[i].label + " |";
    for (const auto& reason : pairs.refusals[i]) {
      auto known = std::find(reasons.begin(), reasons.end(), reason);
      if (known == reasons.end() && !reason.empty()) known = reasons.insert(known, reason);
      body += reason.empty() ? " yes |" : fmt::format(" no ({}) |", known - reasons.begin() + 1);
    }
    body += "\n";
  }
  std::string table = head + "\n" + rule + "\n" + body;
  for (std::size_t i = 0; i < reasons.size(); ++i) table += fmt::format("\n({}) {}.\n", i + 1, reasons[i]);
  return table;
}

void add_combinations(const std::vector<Kind>& all, std::string& page) {
  page +=
      "\n## What combines\n\n"
      "Every pair was tried as `bnn check` would, each with the defaults of everything else.\n";
  std::string tables, independent;
  for (auto first = all.begin(); first != all.end(); ++first) {
    for (auto second = first + 1; second != all.end(); ++second) {
      if (first->section().empty() || second->section().empty()) continue;
      const auto pairs = try_pairs(*first, *second);
      if (pairs.interact) {
        tables += fmt::format("\n### {} and {}\n{}", capitalised(first->name), second->name, table_of(pairs));
      } else {
        independent += (independent.empty() ? "" : ", ") + first->name + " and " + second->name;
      }
    }
  }
  page += tables + "\nOne does not restrict the other of: " + independent + ".\n";
}

}  // namespace

std::string reference_page() {
  const auto all = kinds();
  std::string page = kHead;
  add_schema(page);
  for (const auto& kind : all) add_kind(kind, page);
  add_combinations(all, page);
  return page;
}

}  // namespace bnn
