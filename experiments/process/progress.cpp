#include "experiments/process/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <string_view>
#include <utility>

#include "experiments/files/terminal_text.h"

namespace bnn {

struct Progress::Piece {
  std::string label;
  std::string note;
  std::string unit;
  std::int64_t total = 0;
  std::int64_t first = 0;
  std::int64_t done = 0;
  std::chrono::duration<double> started{};
};

namespace {

constexpr double kSecondsBetweenDrawings = 0.1;
constexpr int kLeastBar = 8;
constexpr int kMostBar = 40;
constexpr char kEraseLine[] = "\r\x1b[K";
constexpr char kLineUp[] = "\x1b[A";
constexpr char kCyan[] = "\x1b[36m";
constexpr char kPlain[] = "\x1b[0m";

/// Columns that UTF-8 text takes, one a code point.
int width(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

/// 12345 as "12,345", whatever the locale.
std::string with_commas(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

/// "0:07", "12:34" or "1:02:03".
std::string as_time(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::ceil(std::min(seconds, 1e9)));
  const std::int64_t minutes = whole / 60;
  if (minutes < 60) return fmt::format("{}:{:02}", minutes, whole % 60);
  return fmt::format("{}:{:02}:{:02}", minutes / 60, minutes % 60, whole % 60);
}

const char* variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

int columns_of_standard_error() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace

Progress::Output Progress::standard_error() {
  const std::string terminal = variable("TERM");
  const bool redraws = ::isatty(STDERR_FILENO) == 1 && !terminal.empty() && terminal != "dumb";
  const bool colour = *variable("NO_COLOR") == '\0';
  return {std::cerr, redraws, colour, columns_of_standard_error,
          [] { return std::chrono::steady_clock::now().time_since_epoch(); }};
}

Progress::Progress(Output output) : output_(std::move(output)) {}

Progress::~Progress() {
  // What comes next, an error perhaps, begins on a line of its own.
  erase();
}

Progress::Work Progress::start(std::string label, std::int64_t total, std::int64_t done, std::string unit) {
  const std::lock_guard lock(mutex_);
  pieces_.push_back({terminal_line(label), "", std::move(unit), total, done, done, output_.now()});
  draw();
  return {*this, std::prev(pieces_.end())};
}

void Progress::line(const std::string& text) {
  const std::lock_guard lock(mutex_);
  erase();
  output_.stream << terminal_text(text) << '\n' << std::flush;
  draw();
}

Progress::Work::Work(Work&& other) noexcept
    : progress_(std::exchange(other.progress_, nullptr)), piece_(other.piece_) {}

Progress::Work& Progress::Work::operator=(Work&& other) noexcept {
  std::swap(progress_, other.progress_);
  std::swap(piece_, other.piece_);
  return *this;
}

Progress::Work::~Work() {
  if (progress_ == nullptr) return;
  const std::lock_guard lock(progress_->mutex_);
  progress_->erase();
  progress_->pieces_.erase(piece_);
  progress_->draw();
}

void Progress::Work::update(std::int64_t done, std::string note) {
  if (progress_ == nullptr) return;
  const std::lock_guard lock(progress_->mutex_);
  piece_->done = done;
  piece_->note = terminal_line(note);
  const auto since = progress_->output_.now() - progress_->drawn_;
  if (since >= std::chrono::duration<double>(kSecondsBetweenDrawings)) progress_->draw();
}

void Progress::Work::finish(std::chrono::duration<double> least) {
  if (progress_ == nullptr) return;
  auto& progress = *std::exchange(progress_, nullptr);
  const std::lock_guard lock(progress.mutex_);
  progress.erase();
  auto& stream = progress.output_.stream;
  const auto taken = progress.output_.now() - piece_->started;
  const double rate = progress.rate(*piece_);
  if (taken >= least) {
    stream << fmt::format("{}: {} {} in {:.1f} s", piece_->label, with_commas(piece_->done - piece_->first),
                          piece_->unit, taken.count());
    if (rate > 0) stream << fmt::format(" ({}/s)", with_commas(std::llround(rate)));
    if (!piece_->note.empty()) stream << ", " << piece_->note;
    stream << '\n' << std::flush;
  }
  progress.pieces_.erase(piece_);
  progress.draw();
}

void Progress::draw() {
  if (!output_.redraws || pieces_.empty()) return;
  drawn_ = output_.now();
  for (; visible_ > 1; --visible_) output_.stream << kLineUp;
  visible_ = 0;
  // The last column stays free: some terminals go to the next line when it is written.
  const int columns = std::max(output_.columns(), 2) - 1;
  for (const auto& piece : pieces_) {
    output_.stream << (visible_++ == 0 ? "" : "\n") << kEraseLine << bar(piece, columns);
  }
  output_.stream << std::flush;
}

void Progress::erase() {
  for (; visible_ > 0; --visible_) output_.stream << kEraseLine << (visible_ > 1 ? kLineUp : "");
  output_.stream << std::flush;
}

/// Examples per second since the start; 0 where nothing is known yet.
double Progress::rate(const Piece& piece) const {
  const double seconds = (output_.now() - piece.started).count();
  return seconds > 0 ? static_cast<double>(piece.done - piece.first) / seconds : 0;
}

std::string Progress::bar(const Piece& piece, int columns) const {
  const double share =
      piece.total > 0
          ? std::clamp(static_cast<double>(piece.done) / static_cast<double>(piece.total), 0.0, 1.0)
          : 0.0;
  // What does not fit goes, the least needed first: rate, note, label.
  int room = columns;
  const auto fitting = [&room](const std::string& piece) {
    if (width(piece) > room) return std::string();
    room -= width(piece);
    return piece;
  };
  const double pace = rate(piece);
  const std::string percent = fitting(fmt::format("{:3.0f} %", std::floor(100 * share)));
  const std::string left =
      pace > 0
          ? fitting(fmt::format(
                "  {} left",
                as_time(static_cast<double>(std::max<std::int64_t>(piece.total - piece.done, 0)) / pace)))
          : "";
  const std::string label = fitting(piece.label + " ");
  const std::string note = piece.note.empty() ? "" : fitting("  " + piece.note);
  const std::string speed = pace > 0 ? fitting(fmt::format("  {}/s", with_commas(std::llround(pace)))) : "";

  std::string drawn;
  const int length = std::min(room - 3, kMostBar);
  if (length >= kLeastBar) {
    const int filled = static_cast<int>(share * length);
    std::string ink(static_cast<std::size_t>(filled), '=');
    if (filled < length) ink += '>';
    const std::string rest(static_cast<std::size_t>(length) - ink.size(), ' ');
    drawn = output_.colour ? fmt::format("[{}{}{}{}] ", kCyan, ink, kPlain, rest)
                           : fmt::format("[{}{}] ", ink, rest);
  }
  return label + drawn + percent + note + speed + left;
}

}  // namespace bnn
