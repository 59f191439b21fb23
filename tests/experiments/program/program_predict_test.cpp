#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "experiments/pictures/exif_orientation.h"
#include "tests/experiments/pictures/drawn_sign.h"
#include "tests/experiments/pictures/encoded_jpeg.h"
#include "tests/experiments/pictures/encoded_png.h"
#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

using support::SmallExperiment;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
  return parts;
}

std::vector<std::string> lines_of(const std::string& csv) { return split(csv, '\n'); }
std::string column_of(const std::string& line, std::size_t column) { return split(line, ',').at(column); }

std::string png_of(const Picture& grey) {
  std::string rows;
  for (std::int64_t y = 0; y < grey.height; ++y) {
    rows += '\0';
    rows.append(reinterpret_cast<const char*>(grey.pixels.data()) + y * grey.width,
                static_cast<std::size_t>(grey.width));
  }
  return png_file(static_cast<std::uint32_t>(grey.width), static_cast<std::uint32_t>(grey.height), {}, rows);
}

Picture uniform(std::int64_t side, std::uint8_t value) {
  return {side, side, 1, std::vector<std::uint8_t>(static_cast<std::size_t>(side * side), value)};
}

class Predict : public ::testing::Test {
 protected:
  // As dark as MNIST: the small data are half light, by which nothing looks inverted.
  void SetUp() override {
    ASSERT_EQ(experiment_.run("run", {"data.mean=0.13", "data.standard_deviation=0.31"}).status, 0);
  }

  std::string file(const std::string& name, const std::string& bytes) const {
    put(experiment_ / name, bytes);
    return (experiment_ / name).string();
  }

  support::Ended predict(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"predict", (experiment_ / "run").string()});
    return experiment_.bnn(arguments);
  }

  SmallExperiment experiment_;
};

TEST_F(Predict, GivenBadPicturesAmongGoodOnesWhenPredictedThenTheGoodOnesAreAndTheBadOnesAreListed) {
  const auto bad = file("bad.png", "\x89PNG\r\n\x1a\n and no more, up to sixty bytes.............");
  const auto webp = file("a.webp", std::string("RIFF\x24\0\0\0WEBPVP8 ", 16));
  const auto huge = file("huge.png", png_file(30000, 30000, {8, 2}, "\0"));
  auto picture = uniform(28, 0);
  std::fill_n(picture.pixels.begin() + 400, 60, std::uint8_t{255});
  const auto good = file("good.png", png_of(picture)), output = (experiment_ / "out.csv").string();

  const auto some = predict({bad, good, webp, huge, "--output", output});
  const auto none = predict({bad, webp, "--output", (experiment_ / "none.csv").string()});

  EXPECT_EQ(some.status, 3);
  EXPECT_THAT(some.messages, AllOf(HasSubstr("3 of 4 files cannot be predicted"),
                                   HasSubstr(bad + ": the PNG"), HasSubstr(webp + ": this is a WebP picture"),
                                   HasSubstr("30000 x 30000"), Not(HasSubstr("good.png"))));
  EXPECT_EQ(count_of(slurp(output), "\n"), 2U);  // the head and the good one
  EXPECT_THAT(slurp(output), HasSubstr("good.png"));
  EXPECT_EQ(none.status, 3);
  EXPECT_FALSE(std::filesystem::exists(experiment_ / "none.csv"));
}

// The page was once found too small after nearly all pictures had been predicted.
TEST_F(Predict, GivenMorePicturesThanAPageShowsWhenPredictedThenThatIsTheFirstThingThatIsSaid) {
  const auto idx_of = [&](const std::string& name, unsigned int count) {
    std::string bytes("\0\0\x08\x03\0\0", 6);
    bytes += static_cast<char>(count >> 8);
    bytes += static_cast<char>(count & 0xFF);
    bytes += std::string("\0\0\0\x1c\0\0\0\x1c", 8);  // 28 x 28
    return file(name, bytes + std::string(28U * 28U * count, '\x40'));
  };
  const auto thousand = idx_of("thousand-idx3-ubyte", 1000), one = idx_of("one-idx3-ubyte", 1);
  const auto page = (experiment_ / "page.html").string(), output = (experiment_ / "out.csv").string();

  // What calibrations were found comes next, and that may need predictions of validation images.
  const auto refused =
      predict({thousand, one, "--page", page, "--output", output, "--calibration", "temperature"});
  const auto without_page = predict({thousand, one, "--output", output});

  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.messages, AllOf(HasSubstr("more than 1000 pictures"), HasSubstr("leave --page out")));
  EXPECT_FALSE(std::filesystem::exists(page));
  EXPECT_EQ(without_page.status, 0) << without_page.messages;
  EXPECT_EQ(lines_of(slurp(output)).size(), 1002U);  // with the head
}

TEST_F(Predict, GivenAPhotographWhenPredictedThenItIsRefusedWithTheHintAndPreparedOnRequest) {
  auto photo = photograph(digits()[4], {});
  JpegForm form;
  form.app1 = std::string("Exif\0\0", 6) + exif_with_orientation(6, false);
  const auto turned = file("turned.jpg", jpeg_file(upright(photo, /*orientation=*/8), form));
  const auto straight = file("straight.jpg", jpeg_file(photo));
  const auto page = (experiment_ / "page.html").string(), output = (experiment_ / "out.csv").string();

  const auto refused = predict({turned});
  const auto prepared = predict({turned, straight, "--prepare", "--page", page, "--output", output});

  EXPECT_EQ(refused.status, 3);
  EXPECT_THAT(refused.messages, AllOf(HasSubstr("480 x 360"), HasSubstr("--prepare"), HasSubstr("28 x 28")));
  EXPECT_EQ(prepared.status, 0) << prepared.messages;
  EXPECT_EQ(prepared.messages, "");
  const auto html = slurp(page);
  EXPECT_EQ(count_of(html, "as it is in the file"), 2U);
  // Upright both times, so of the same class, in the third column.
  const auto lines = lines_of(slurp(output));
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(column_of(lines[1], 2), column_of(lines[2], 2));
}

TEST_F(Predict, GivenAPictureOfDarkInkOnPaperWhenPredictedThenAWarningSaysThatItLooksInverted) {
  auto drawing = uniform(28, 255);
  for (int y = 6; y < 22; ++y) drawing.pixels[static_cast<std::size_t>(28 * y + 14)] = 0;
  auto negative = drawing;
  for (auto& pixel : negative.pixels) pixel = static_cast<std::uint8_t>(255 - pixel);
  const auto dark = file("dark.png", png_of(drawing)), light = file("light.png", png_of(negative));
  const auto blank = file("blank.png", png_of(uniform(28, 0)));

  const auto warned = predict({light, dark, blank});
  const auto prepared = predict({light, dark, "--prepare"});

  EXPECT_EQ(warned.status, 0) << warned.messages;
  EXPECT_THAT(warned.messages,
              AllOf(HasSubstr("1 of 3 pictures looks inverted"), HasSubstr("--prepare"), HasSubstr(dark),
                    HasSubstr("shows hardly anything"), HasSubstr(blank), Not(HasSubstr(light))));
  EXPECT_EQ(prepared.status, 0) << prepared.messages;
  EXPECT_EQ(prepared.messages, "");
}

TEST_F(Predict, GivenATransparentDrawingWhenPredictedThenTheBackgroundIsWhatWasAskedFor) {
  // Black ink, three columns of 28; transparent elsewhere.
  std::string rows;
  for (int y = 0; y < 28; ++y) {
    rows += '\0';
    for (int x = 0; x < 28; ++x) rows += std::string("\0", 1) + (x >= 12 && x < 15 ? '\xff' : '\0');
  }
  const auto drawing = file("drawing.png", png_file(28, 28, {8, 4}, rows));

  const auto standing_out = predict({drawing});
  const auto on_black = predict({drawing, "--background", "black"});
  const auto prepared = predict({drawing, "--prepare"});
  const auto nothing = predict({drawing, "--prepare", "--background", "black"});
  const auto other = predict({drawing, "--background", "green"});

  EXPECT_THAT(standing_out.messages, HasSubstr("looks inverted"));
  EXPECT_THAT(on_black.messages, AllOf(HasSubstr("shows hardly anything"), HasSubstr("--background")));
  EXPECT_EQ(prepared.status, 0) << prepared.messages;
  EXPECT_EQ(nothing.status, 3);
  EXPECT_THAT(nothing.messages, AllOf(HasSubstr("nothing stands out"), HasSubstr("--background")));
  EXPECT_EQ(other.status, 2);
}

}  // namespace
}  // namespace bnn
