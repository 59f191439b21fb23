#include "experiments/command_line/manual_page.h"

#include <fmt/format.h>

#include <algorithm>

namespace bnn {
namespace {

// As it is, also at the start of a line, where "." and "'" would be a request.
std::string roff(const std::string& text) {
  std::string escaped;
  for (const char letter : text) {
    if (letter == '\\') {
      escaped += "\\e";
    } else if (letter == '-') {
      escaped += "\\-";
    } else {
      escaped += letter;
    }
  }
  const bool is_request = !escaped.empty() && (escaped[0] == '.' || escaped[0] == '\'');
  return (is_request ? "\\&" : "") + escaped;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

// Lines that start with two blanks stay lines; the others flow.
std::string prose(const std::string& text) {
  std::string page;
  bool is_example = false, is_new = true;
  for (const auto& line : lines_of(text)) {
    const bool indented = line.rfind("  ", 0) == 0;
    if (line.empty()) {
      is_new = true;
      continue;
    }
    if (is_example && !indented) page += ".EE\n.RE\n";
    if (indented && !is_example) {
      page += ".PP\n.RS 4\n.EX\n";
    } else if (is_new && !indented) {
      page += ".PP\n";
    }
    page += roff(indented ? line.substr(2) : line) + "\n";
    is_example = indented;
    is_new = false;
  }
  return page + (is_example ? ".EE\n.RE\n" : "");
}

std::string usage(const CommandWords& command) {
  std::string line = "\\fB" + roff(command.path) + "\\fR";
  for (const auto& position : command.positions) {
    const std::string word = "\\fI" + roff(position.placeholder) + "\\fR" + (position.many ? "…" : "");
    line += position.required ? " " + word : " [" + word + "]";
  }
  if (!command.options.empty()) line += " [\\fIoption\\fR…]";
  if (!command.commands.empty()) line += " \\fIcommand\\fR";
  return line + "\n";
}

std::string item(const OptionWords& option, bool by_position) {
  std::string head;
  for (const auto& name : option.names) head += (head.empty() ? "" : ", ") + ("\\fB" + roff(name) + "\\fR");
  if (by_position) head.clear();
  if (!option.placeholder.empty())
    head += (head.empty() ? "\\fI" : " \\fI") + roff(option.placeholder) + "\\fR";
  return ".TP\n" + head + "\n" + roff(option.help) + "\n";
}

std::string items(const CommandWords& command) {
  std::string page;
  for (const auto& position : command.positions) page += item(position, /*by_position=*/true);
  for (const auto& option : command.options) page += item(option, /*by_position=*/false);
  return page;
}

}  // namespace

std::string manual_page(const CommandWords& program, const std::string& version) {
  std::string page = fmt::format(".TH BNN 1 \"\" \"{}\" \"User commands\"\n", roff(version));
  page += ".SH NAME\n" + program.name + " \\- " + roff(program.summary) + "\n";
  page += ".SH SYNOPSIS\n" + usage(program);
  page += ".SH DESCRIPTION\n" + prose(program.footer);
  page += ".SH OPTIONS\n" + items(program) + ".SH COMMANDS\n";
  for (const auto& command : with_all_below(program)) {
    if (!command.commands.empty()) continue;
    page += ".SS " + roff(command.path) + "\n" + usage(command) + prose(command.summary + ".");
    page += items(command) + prose(command.footer);
  }
  return page;
}

}  // namespace bnn
