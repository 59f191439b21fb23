#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <ostream>
#include <string>

namespace bnn {

/// How far long pieces of work are, for the person who waits.
///
/// On a terminal a line for each piece under way, drawn anew at most 10 times a second:
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

  explicit Progress(Output output = standard_error());
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  class Work;

  /// Begins a piece of work of `total` examples, or what `unit` calls them; `done` of them were done before
  /// (a resumed run). The progress must outlive it.
  [[nodiscard]] Work start(std::string label, std::int64_t total, std::int64_t done = 0,
                           std::string unit = "examples");
  /// A line of its own, which stays: above the bars on a terminal.
  void line(const std::string& text);
  /// The time by the clock of its output.
  std::chrono::duration<double> now() const { return output_.now(); }

 private:
  struct Piece;

  void draw();
  void erase();
  double rate(const Piece& piece) const;
  std::string bar(const Piece& piece, int columns) const;

  Output output_;
  std::mutex mutex_;
  std::list<Piece> pieces_;
  std::chrono::duration<double> drawn_{};
  int visible_ = 0;  // lines
};

/// A piece of work under way. Its line goes with it.
class Progress::Work {
 public:
  Work(Work&& other) noexcept;
  Work& operator=(Work&& other) noexcept;
  ~Work();

  /// `done` of the total, with a note such as "epoch 3/10, loss 0.1234".
  void update(std::int64_t done, std::string note);
  /// Ends the piece with one plain line: label, examples, rate, time taken, last note. Once. No line where
  /// it took less than `least`.
  void finish(std::chrono::duration<double> least = {});

 private:
  friend class Progress;
  Work(Progress& progress, std::list<Piece>::iterator piece) : progress_(&progress), piece_(piece) {}

  Progress* progress_;  // null where the work has ended
  std::list<Piece>::iterator piece_;
};

}  // namespace bnn
