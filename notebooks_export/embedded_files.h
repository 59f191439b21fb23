#pragma once

#include <string>
#include <string_view>

namespace report {

/// The text of a file of notebooks_export/assets or notebooks_export/templates, by its name ("run.mustache");
/// it is part of the program. Throws `std::logic_error` where there is none.
std::string_view embedded_file(std::string_view name);

}  // namespace report
