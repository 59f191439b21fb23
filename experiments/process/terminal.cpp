#include "experiments/process/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "experiments/process/standard_streams.h"
#include "notebooks_export/text/text_wrapping.h"

namespace bnn {

std::size_t terminal_columns() {
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

void print_table(const report::Table& table) { print("{}\n", report::plain_text(table, terminal_columns())); }

void print_wrapped(std::string_view text, std::string_view indent) {
  print("{}\n", report::wrapped(text, terminal_columns(), indent));
}

}  // namespace bnn
