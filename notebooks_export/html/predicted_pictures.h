#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "notebooks_export/records/run_record.h"

namespace report {

/// Pictures without labels, and what a run says they show.
struct PredictedPictures {
  struct File {
    std::string name;
    std::vector<ShownImage> pictures;        ///< `index` in the file; `label` is what was predicted
    std::vector<ShownImage> originals = {};  ///< as many, as they were before they were prepared; or none
  };
  std::string name;     ///< of the run
  std::string method;   ///< "MC dropout"
  std::string model;    ///< "lenet5"
  std::string dataset;  ///< "mnist"
  std::int64_t draws = 0;
  std::vector<std::string> class_names;  ///< [C]
  std::vector<File> files;
};

/// One HTML file that needs no network: every picture with its class, the probabilities of all classes and
/// its uncertainty; beside it what it was made from, where it was prepared.
std::string pictures_html(const PredictedPictures& predicted);

}  // namespace report
