#pragma once

#include <cstddef>
#include <string_view>

#include "notebooks_export/tables/table.h"

/// Standard output as a person reads it.
namespace bnn {

/// The columns of the terminal behind standard output; 80 where there is none.
std::size_t terminal_columns();

/// The table, no wider than the terminal, and a line end.
void print_table(const report::Table& table);

/// The text in lines that fit the terminal, and a line end; all lines but the first start with `indent`.
void print_wrapped(std::string_view text, std::string_view indent = "");

}  // namespace bnn
