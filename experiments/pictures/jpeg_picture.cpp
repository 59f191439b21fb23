#include "experiments/pictures/jpeg_picture.h"

// jpeglib.h uses FILE and size_t without including what declares them.
#include <cstddef>
#include <cstdio>
//
#include <jpeglib.h>

#include <csetjmp>
#include <utility>

#include "bayes/core/error.h"
#include "experiments/pictures/exif_orientation.h"

namespace bnn {
namespace {

// A progressive file of a few kilobytes can have the decoder go over a large picture thousands of times;
// encoders write about ten scans.
constexpr int kMostScans = 100;
constexpr long kLargestMemory = 640L << 20;  // coefficients of `kMostPixels` in three channels, and some rows
constexpr std::size_t kMarkerBytes = 0xFFFF;

// Plain data only, and the functions with setjmp below hold nothing that has a destructor: libjpeg's errors
// leave them by longjmp.
struct JpegDecoder {
  jpeg_decompress_struct jpeg;  // zeroed below
  jpeg_error_mgr errors;
  jpeg_progress_mgr progress;
  std::jmp_buf back;
  char message[JMSG_LENGTH_MAX];
};

[[noreturn]] void stop(j_common_ptr jpeg) {
  auto* decoder = static_cast<JpegDecoder*>(jpeg->client_data);
  jpeg->err->format_message(jpeg, decoder->message);
  std::longjmp(decoder->back, 1);
}

// Level -1 is for corrupt data, after which the decoder would go on with grey.
void take_message(j_common_ptr jpeg, int level) {
  if (level < 0) stop(jpeg);
}

void count_scans(j_common_ptr jpeg) {
  auto* decoder = static_cast<JpegDecoder*>(jpeg->client_data);
  if (decoder->jpeg.input_scan_number <= kMostScans) return;
  std::snprintf(decoder->message, sizeof decoder->message, "more than %d scans", kMostScans);
  std::longjmp(decoder->back, 1);
}

bool read_header(JpegDecoder& decoder, std::string_view bytes) {
  decoder.jpeg.err = jpeg_std_error(&decoder.errors);
  decoder.jpeg.client_data = &decoder;
  decoder.errors.error_exit = stop;
  decoder.errors.emit_message = take_message;
  decoder.progress.progress_monitor = count_scans;
  if (setjmp(decoder.back) != 0) return false;
  jpeg_create_decompress(&decoder.jpeg);
  decoder.jpeg.progress = &decoder.progress;
  decoder.jpeg.mem->max_memory_to_use = kLargestMemory;
  // Older versions take what they only read without const.
  jpeg_mem_src(&decoder.jpeg, reinterpret_cast<unsigned char*>(const_cast<char*>(bytes.data())),
               bytes.size());
  jpeg_save_markers(&decoder.jpeg, JPEG_APP0 + 1, kMarkerBytes);
  jpeg_read_header(&decoder.jpeg, TRUE);
  return true;
}

bool start(JpegDecoder& decoder) {
  if (setjmp(decoder.back) != 0) return false;
  const auto stored = decoder.jpeg.jpeg_color_space;
  decoder.jpeg.out_color_space = stored == JCS_GRAYSCALE                    ? JCS_GRAYSCALE
                                 : stored == JCS_CMYK || stored == JCS_YCCK ? JCS_CMYK
                                                                            : JCS_RGB;
  jpeg_start_decompress(&decoder.jpeg);
  return true;
}

bool read_rows(JpegDecoder& decoder, std::uint8_t* pixels, std::int64_t stride) {
  if (setjmp(decoder.back) != 0) return false;
  while (decoder.jpeg.output_scanline < decoder.jpeg.output_height) {
    JSAMPROW row = pixels + static_cast<std::int64_t>(decoder.jpeg.output_scanline) * stride;
    jpeg_read_scanlines(&decoder.jpeg, &row, 1);
  }
  jpeg_finish_decompress(&decoder.jpeg);
  return true;
}

int orientation_of(const JpegDecoder& decoder) {
  constexpr std::string_view kExif("Exif\0\0", 6);
  for (const auto* marker = decoder.jpeg.marker_list; marker != nullptr; marker = marker->next) {
    const std::string_view data(reinterpret_cast<const char*>(marker->data), marker->data_length);
    if (data.substr(0, kExif.size()) == kExif) return exif_orientation(data.substr(kExif.size()));
  }
  return 1;
}

// Ink on paper: what cyan, magenta, yellow and black leave of red, green and blue.
void make_rgb(Picture& picture, bool inverted) {
  auto* to = picture.pixels.data();
  for (const auto* from = to; from != picture.pixels.data() + picture.size(); from += 4) {
    const int black = inverted ? from[3] : 255 - from[3];
    for (int i = 0; i < 3; ++i) {
      const int ink = inverted ? from[i] : 255 - from[i];
      *to++ = static_cast<std::uint8_t>((ink * black + 127) / 255);
    }
  }
  picture.channels = 3;
  picture.pixels.resize(picture.size());
}

struct DestroyedJpeg {
  JpegDecoder& decoder;
  ~DestroyedJpeg() { jpeg_destroy_decompress(&decoder.jpeg); }
};

}  // namespace

bool is_jpeg(std::string_view bytes) { return bytes.substr(0, 3) == "\xFF\xD8\xFF"; }

Picture decode_jpeg(std::string_view bytes, const std::string& where) {
  JpegDecoder decoder{};
  const DestroyedJpeg at_the_end{decoder};
  const auto require = [&](bool done) {
    if (done) return;
    throw bayes::Error(std::string("the JPEG picture cannot be decoded: ") + decoder.message, where,
                       "get or save it again", bayes::Fault::kData);
  };
  require(read_header(decoder, bytes));
  require_pixel_count(decoder.jpeg.image_height, decoder.jpeg.image_width, where);
  require(start(decoder));
  Picture picture;
  picture.height = decoder.jpeg.output_height;
  picture.width = decoder.jpeg.output_width;
  picture.channels = decoder.jpeg.output_components;
  picture.pixels.resize(picture.size());
  const int orientation = orientation_of(decoder);  // now: the last row takes the markers with it
  require(read_rows(decoder, picture.pixels.data(), picture.width * picture.channels));
  if (decoder.jpeg.out_color_space == JCS_CMYK) make_rgb(picture, decoder.jpeg.saw_Adobe_marker != FALSE);
  return upright(std::move(picture), orientation);
}

}  // namespace bnn
