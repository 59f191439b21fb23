#include "notebooks_export/html/predicted_pictures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "notebooks_export/formats/digest.h"
#include "notebooks_export/formats/image_png.h"

namespace report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ShownImage picture(std::int64_t index, std::int64_t predicted) {
  ShownImage image;
  image.index = index;
  image.label = image.predicted = predicted;
  image.predictive_entropy = 0.5;
  image.mutual_information = 0.25;
  image.probabilities = {0.2, 0.8};
  image.height = image.width = 2;
  image.pixels = {0, 255, 128, 0};
  return image;
}

TEST(PredictedPictures, GivenPicturesOfTwoFilesWhenShownThenEachStandsUnderItsFileWithItsClass) {
  PredictedPictures predicted{"run", "MAP", "lenet5", "mnist", 1, {"cat", "<dog>"}, {}};
  predicted.files = {{"a&b.png", {picture(0, 1)}}, {"c.png", {picture(0, 0), picture(1, 1)}}};

  const auto html = pictures_html(predicted);

  EXPECT_THAT(html, HasSubstr("1 draw of the network on average say about 3 pictures"));
  EXPECT_THAT(html, HasSubstr("<h3>a&amp;b.png</h3>"));
  EXPECT_LT(html.find("a&amp;b.png"), html.find("c.png"));
  EXPECT_THAT(html, HasSubstr("predicted &lt;dog&gt; with 80"));
  EXPECT_THAT(html, HasSubstr("H 0.50 · MI 0.25"));
  EXPECT_THAT(html, Not(HasSubstr("<dog>")));
  EXPECT_THAT(html, HasSubstr("Content-Security-Policy"));
  EXPECT_THAT(html, Not(HasSubstr("as it is in the file")));
}

TEST(PredictedPictures, GivenAPreparedPictureWhenShownThenWhatItWasMadeFromStandsBesideIt) {
  PredictedPictures predicted{"run", "MAP", "lenet5", "mnist", 1, {"cat", "dog"}, {}};
  auto original = picture(0, 1);
  original.height = 1, original.width = 4;
  predicted.files = {{"a.png", {picture(0, 1)}, {original}}, {"b.png", {picture(0, 0)}, {}}};

  const auto html = pictures_html(predicted);

  const auto before = html.find("src=\"data:image/png;base64," + base64(png_bytes(original)));
  const auto after = html.find("src=\"data:image/png;base64," + base64(png_bytes(picture(0, 1))));
  EXPECT_LT(html.find("<h3>a.png</h3>"), before);
  EXPECT_LT(before, after);
  EXPECT_LT(after, html.find("<h3>b.png</h3>"));
  EXPECT_EQ(html.find("as it is in the file"), html.rfind("as it is in the file"));  // of one of the two
}

}  // namespace
}  // namespace report
