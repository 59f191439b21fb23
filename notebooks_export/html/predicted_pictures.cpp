#include "notebooks_export/html/predicted_pictures.h"

#include "notebooks_export/html/html_page.h"
#include "notebooks_export/text/figures.h"

namespace report {

std::string pictures_html(const PredictedPictures& predicted) {
  using kainjow::mustache::data;
  data files{data::type::list};
  std::int64_t pictures = 0;
  bool prepared = false;
  for (const auto& file : predicted.files) {
    data entry;
    entry.set("file", text_data(file.name));
    entry.set("shown", image_list(file.pictures, predicted.class_names, file.originals));
    entry.set("prepared", !file.originals.empty());
    prepared = prepared || !file.originals.empty();
    files.push_back(entry);
    pictures += static_cast<std::int64_t>(file.pictures.size());
  }
  data values;
  values.set("name", text_data(predicted.name));
  values.set("method", text_data(predicted.method));
  values.set("model", text_data(predicted.model));
  values.set("dataset", text_data(predicted.dataset));
  values.set("draws", grouped(predicted.draws));
  values.set("one_draw", predicted.draws == 1);
  values.set("pictures", grouped(pictures));
  values.set("one_picture", pictures == 1);
  values.set("any_prepared", prepared);
  values.set("files", files);
  return html_page("pictures.mustache", values);
}

}  // namespace report
