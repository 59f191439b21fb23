#include "experiments/run/picture_notes.h"

#include <fmt/format.h>

#include "experiments/files/terminal_text.h"

namespace bnn {
namespace {

constexpr std::size_t kNamed = 3;

// "a.png, b.png, c.png and 4 more".
std::string some_of(const std::vector<std::string>& files) {
  std::string text;
  for (std::size_t i = 0; i < files.size() && i < kNamed; ++i)
    text += (i == 0 ? "" : ", ") + terminal_line(files[i]);
  if (files.size() > kNamed) text += fmt::format(" and {} more", files.size() - kNamed);
  return text;
}

std::string warning(std::int64_t count, std::int64_t pictures, const std::vector<std::string>& files,
                    const char* one_is, const char* more_are, const char* fix) {
  if (count == 0) return "";
  return fmt::format("warning: {} of {} pictures {}\n  where: {}\n  fix:   {}\n", count, pictures,
                     count == 1 ? one_is : more_are, some_of(files), fix);
}

}  // namespace

void PictureNotes::look_at(const std::string& file, const torch::Tensor& pixels) {
  const auto planes = pixels.contiguous();
  const auto height = planes.size(2), width = planes.size(3);
  const auto before = counts_;
  for (std::int64_t i = 0; i < planes.size(0); ++i) {
    const auto* plane = planes.data_ptr<std::uint8_t>() + i * height * width;
    const auto unlike = unlike_training(plane, height, width, training_);
    counts_.inverted += unlike == Unlike::kInverted ? 1 : 0;
    counts_.blank += unlike == Unlike::kBlank ? 1 : 0;
  }
  pictures_ += planes.size(0);
  if (counts_.inverted > before.inverted) counts_.inverted_files.push_back(file);
  if (counts_.blank > before.blank) counts_.blank_files.push_back(file);
}

void PictureNotes::refuse(const std::string& file, const bayes::Error& error) {
  refused_.push_back({file, error});
}

std::string PictureNotes::warnings() const {
  const bool light = training_.mean < 0.5;
  return warning(
             counts_.inverted, pictures_, counts_.inverted_files,
             light ? "looks inverted: dark on light, where the run was trained on light on dark"
                   : "looks inverted: light on dark, where the run was trained on dark on light",
             light ? "look inverted: dark on light, where the run was trained on light on dark"
                   : "look inverted: light on dark, where the run was trained on dark on light",
             light ? "give it as a negative, or use --prepare, which makes dark strokes on paper as MNIST did"
                   : "give it as a negative") +
         warning(
             counts_.blank, pictures_, counts_.blank_files, "shows hardly anything: its pixels are alike",
             "show hardly anything: their pixels are alike",
             "see with --page what the network is given; of a transparent picture, --background says what "
             "is behind it");
}

void PictureNotes::throw_refused(std::int64_t files) const {
  if (refused_.empty()) return;
  if (refused_.size() == 1) {
    const auto& error = refused_[0].error;
    throw bayes::Error(error.problem, error.where, error.fix, bayes::Fault::kData);
  }
  std::string text = fmt::format("{} of {} files cannot be predicted", refused_.size(), files);
  for (const auto& [file, error] : refused_) {
    text += fmt::format("\n  {}: {}", terminal_line(file), error.problem);
    if (!error.fix.empty()) text += "\n    fix: " + error.fix;
  }
  throw bayes::Error(text, "", "", bayes::Fault::kData);
}

}  // namespace bnn
