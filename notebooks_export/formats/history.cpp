#include "notebooks_export/formats/history.h"

#include "notebooks_export/formats/record_fields.h"

namespace report {

std::string history_line(const EpochRecord& epoch) {
  JsonWriter line;
  fields(line, epoch);
  return line.object.dump() + "\n";
}

EpochRecord parse_history_line(std::string_view line) {
  const JsonSource source{"a line of the training history", "history.jsonl", "remove the damaged line"};
  const auto document = parse_json(std::string(line), source);
  JsonReader reader(JsonPart(document, source));
  EpochRecord epoch;
  fields(reader, epoch);
  return epoch;
}

}  // namespace report
