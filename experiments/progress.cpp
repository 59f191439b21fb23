#include "experiments/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <utility>

namespace bnn {
namespace {

constexpr double kSecondsBetweenDrawings = 0.1;
constexpr int kLeastBar = 8;
constexpr int kMostBar = 40;
constexpr char kEraseLine[] = "\r\x1b[K";
constexpr char kCyan[] = "\x1b[36m";
constexpr char kPlain[] = "\x1b[0m";

/// Names from a configuration may hold anything; nothing in them may move the cursor or break the line.
std::string harmless(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 32 || c == 127; }, '?');
  return text;
}

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

Progress::~Progress() {
  // What comes next, an error perhaps, begins on a line of its own.
  erase();
}

void Progress::start(std::string label, std::int64_t total, std::int64_t done) {
  const std::lock_guard lock(mutex_);
  label_ = harmless(std::move(label));
  note_.clear();
  total_ = total;
  first_ = done_ = done;
  started_ = drawn_ = output_.now();
  running_ = true;
  draw();
}

void Progress::update(std::int64_t done, std::string note) {
  const std::lock_guard lock(mutex_);
  done_ = done;
  note_ = harmless(std::move(note));
  if (output_.now() - drawn_ >= std::chrono::duration<double>(kSecondsBetweenDrawings)) draw();
}

void Progress::line(const std::string& text) {
  const std::lock_guard lock(mutex_);
  erase();
  output_.stream << text << '\n' << std::flush;
  draw();
}

void Progress::finish() {
  const std::lock_guard lock(mutex_);
  if (!running_) return;
  erase();
  running_ = false;
  const double seconds = (output_.now() - started_).count();
  output_.stream << fmt::format("{}: {} examples in {:.1f} s", label_, with_commas(done_ - first_), seconds);
  if (rate() > 0) output_.stream << fmt::format(" ({}/s)", with_commas(std::llround(rate())));
  if (!note_.empty()) output_.stream << ", " << note_;
  output_.stream << '\n' << std::flush;
}

void Progress::draw() {
  if (!output_.redraws || !running_) return;
  drawn_ = output_.now();
  // The last column stays free: some terminals go to the next line when it is written.
  output_.stream << kEraseLine << bar(std::max(output_.columns(), 2) - 1) << std::flush;
  visible_ = true;
}

void Progress::erase() {
  if (visible_) output_.stream << kEraseLine << std::flush;
  visible_ = false;
}

/// Examples per second since the start; 0 where nothing is known yet.
double Progress::rate() const {
  const double seconds = (output_.now() - started_).count();
  return seconds > 0 ? static_cast<double>(done_ - first_) / seconds : 0;
}

std::string Progress::bar(int columns) const {
  const double share =
      total_ > 0 ? std::clamp(static_cast<double>(done_) / static_cast<double>(total_), 0.0, 1.0) : 0.0;
  // What does not fit goes, the least needed first: rate, note, label.
  int room = columns;
  const auto fitting = [&room](const std::string& piece) {
    if (width(piece) > room) return std::string();
    room -= width(piece);
    return piece;
  };
  const double pace = rate();
  const std::string percent = fitting(fmt::format("{:3.0f} %", std::floor(100 * share)));
  const std::string left =
      pace > 0
          ? fitting(fmt::format(
                "  {} left", as_time(static_cast<double>(std::max<std::int64_t>(total_ - done_, 0)) / pace)))
          : "";
  const std::string label = fitting(label_ + " ");
  const std::string note = note_.empty() ? "" : fitting("  " + note_);
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
