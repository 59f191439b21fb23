#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace report::raster {

/// Places of values along an axis: what Vega-Lite calls the scale of a channel.
class Scale {
 public:
  /// Of numbers: "linear", "log" (with `base`), "sqrt" or "symlog".
  struct Numbers {
    std::string type = "linear";
    double base = 10.0;
    double low = 0.0;
    double high = 1.0;
  };

  Scale(Numbers numbers, double from, double to);
  /// Of names or whole numbers: bands of equal width.
  Scale(std::vector<nlohmann::ordered_json> bands, double from, double to);

  bool has_bands() const { return !bands_.empty(); }
  double band_width() const;
  /// In points; the middle of its band for a name. NaN for what has no place: null, an unknown name, the
  /// logarithm of 0.
  double place(const nlohmann::ordered_json& value) const;
  double from() const { return from_; }
  double to() const { return to_; }
  double low() const { return numbers_.low; }

  /// Round values within the domain, about `count` of them; the bands where it has such.
  std::vector<nlohmann::ordered_json> ticks(int count) const;

 private:
  Numbers numbers_;
  std::vector<nlohmann::ordered_json> bands_;
  double from_, to_;
};

/// The distance of round numbers of which about `count` lie from `low` to `high`: 1, 2 or 5 times a power of
/// ten.
double tick_step(double low, double high, int count);

}  // namespace report::raster
