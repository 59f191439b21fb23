# Writes OUTPUT, a C++ source that holds the bytes of FILES (separated by |) and finds them by name.
# Raw string literals compile in an instant, other than arrays of numbers.
set(definitions "")
set(entries "")
set(place 0)
string(REPLACE "|" ";" files "${FILES}")
foreach(path IN LISTS files)
  get_filename_component(name "${path}" NAME)
  file(READ "${path}" text)
  string(FIND "${text}" ")embedded\"" delimiter)
  if(NOT delimiter EQUAL -1)
    message(FATAL_ERROR "${path} holds the delimiter of the literal that it is to become")
  endif()
  string(APPEND definitions "constexpr char kFile${place}[] = R\"embedded(${text})embedded\";\n")
  string(APPEND entries "  if (name == \"${name}\") return {kFile${place}, sizeof kFile${place} - 1};\n")
  math(EXPR place "${place} + 1")
endforeach()
file(WRITE "${OUTPUT}" "#include \"notebooks_export/embedded_files.h\"

#include <stdexcept>

#pragma GCC diagnostic ignored \"-Woverlength-strings\"

namespace report {
namespace {

${definitions}
}  // namespace

std::string_view embedded_file(std::string_view name) {
${entries}  throw std::logic_error(\"no embedded file is named \" + std::string(name));
}

}  // namespace report
")
