#include "notebooks_export/raster/number_format.h"

#include <gtest/gtest.h>

#include <tuple>

namespace report::raster {
namespace {

// Expected texts from d3-format 3.1: d3.format(".2~%")(0.9912), …
TEST(NumberFormat, GivenFormatsOfOurChartsWhenWrittenThenTheyReadAsD3WritesThem) {
  for (const auto& [value, format, expected] : {std::tuple{0.5, ".0%", "50%"},
                                                {0.9912, ".2~%", "99.12%"},
                                                {0.99, ".2~%", "99%"},
                                                {0.0412, ".4~g", "0.0412"},
                                                {12345.0, ",d", "12,345"},
                                                {-1000.0, ",d", "−1,000"},
                                                {30000.0, "~s", "30k"},
                                                {0.00001, "~e", "1e-5"},
                                                {0.1, ".2~g", "0.1"},
                                                {1.2, ".1f", "1.2"},
                                                {0.25, "", "0.25"},
                                                {3.0, "d", "3"},
                                                {-0.0, "", "0"}}) {
    EXPECT_EQ(formatted(value, format), expected) << format;
  }
}

}  // namespace
}  // namespace report::raster
