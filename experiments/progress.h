#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <ostream>
#include <string>

namespace bnn {

/// How far a long piece of work is, for the person who waits.
///
/// On a terminal one line, drawn anew at most 10 times a second:
///
///     bayes_by_backprop [=======>        ]  42 %  epoch 3/10, loss 0.1234  12,345/s  0:52 left
///
/// Elsewhere, and where TERM is "dumb", nothing moves: `line` and `finish` write plain lines. Colour only on
/// a terminal and without NO_COLOR. All functions may be called from any thread.
class Progress {
 public:
  using Clock = std::function<std::chrono::duration<double>()>;

  /// Where the progress goes, and how.
  struct Output {
    std::ostream& stream;
    bool redraws;                  ///< a terminal that can draw over its last line
    bool colour;                   ///< ignored where it does not redraw
    std::function<int()> columns;  ///< width of the terminal now; terminals change
    Clock now;                     ///< never goes back: the steady clock
  };

  /// Standard error as it is.
  static Output standard_error();

  explicit Progress(Output output = standard_error()) : output_(std::move(output)) {}
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Begins a piece of work of `total` examples; `done` of them were done before (a resumed run).
  void start(std::string label, std::int64_t total, std::int64_t done = 0);
  /// `done` of the total, with a note such as "epoch 3/10, loss 0.1234".
  void update(std::int64_t done, std::string note);
  /// A line of its own, which stays: above the bar on a terminal.
  void line(const std::string& text);
  /// Ends the piece of work with one plain line: label, examples, rate, time taken, last note.
  void finish();

 private:
  void draw();
  void erase();
  double rate() const;
  std::string bar(int columns) const;

  Output output_;
  std::mutex mutex_;
  std::string label_;
  std::string note_;
  std::int64_t total_ = 0;
  std::int64_t first_ = 0;
  std::int64_t done_ = 0;
  std::chrono::duration<double> started_{};
  std::chrono::duration<double> drawn_{};
  bool running_ = false;
  bool visible_ = false;
};

}  // namespace bnn
