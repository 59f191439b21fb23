#include "bayes/core/images_innermost.h"

#include <gtest/gtest.h>

namespace bayes {
namespace {

TEST(ImagesInnermost, GivenABatchWhenLaidOutThenValuesStayAndImagesAreNeighbours) {
  const auto batch = torch::arange(2 * 3 * 2 * 2, torch::kFloat32).reshape({2, 3, 2, 2});

  const auto moved = images_innermost(batch);

  EXPECT_TRUE(moved.equal(batch));
  EXPECT_TRUE(is_images_innermost(moved));
  EXPECT_FALSE(is_images_innermost(batch));
  EXPECT_EQ(moved.stride(0), 1);
  // by hand: places of one image are 2 images apart
  EXPECT_EQ(moved.data_ptr<float>()[0], batch[0][0][0][0].item<float>());
  EXPECT_EQ(moved.data_ptr<float>()[1], batch[1][0][0][0].item<float>());
  EXPECT_EQ(moved.data_ptr<float>()[2], batch[0][0][0][1].item<float>());
  EXPECT_EQ(images_innermost(moved).data_ptr(), moved.data_ptr());
}

TEST(ImagesInnermost, GivenOneImageWhenAskedThenItIsInBothLayouts) {
  EXPECT_TRUE(is_images_innermost(torch::zeros({1, 3, 4, 5})));
  EXPECT_TRUE(is_images_innermost(torch::zeros({7, 1})));
  EXPECT_FALSE(is_images_innermost(torch::zeros({})));
}

TEST(ImagesInnermost, GivenElementwiseOperatorsWhenAppliedThenTheLayoutStays) {
  const auto batch = images_innermost(torch::randn({4, 3, 2, 2}));

  EXPECT_TRUE(is_images_innermost(batch.relu()));
  EXPECT_TRUE(is_images_innermost(batch.square() * batch));
  EXPECT_TRUE(is_images_innermost(batch.flatten(1)));
}

}  // namespace
}  // namespace bayes
