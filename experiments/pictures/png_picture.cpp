#include "experiments/pictures/png_picture.h"

#include <png.h>

#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <utility>

#include "bayes/core/error.h"
#include "experiments/pictures/exif_orientation.h"

namespace bnn {
namespace {

constexpr png_alloc_size_t kLargestChunk = 1 << 20;

// Plain data only, and the functions with setjmp below hold nothing that has a destructor: libpng leaves
// them by longjmp.
struct PngDecoder {
  std::string_view bytes;
  std::size_t at = 0;
  png_structp png = nullptr;
  png_infop info = nullptr;
  char message[160] = "";
};

[[noreturn]] void stop(png_structp png, png_const_charp message) {
  auto* decoder = static_cast<PngDecoder*>(png_get_error_ptr(png));
  std::snprintf(decoder->message, sizeof decoder->message, "%s", message);
  png_longjmp(png, 1);
}

// Warnings about pixels are errors here (such as more of them than the header declares); what libpng thinks
// of colour profiles is no reason to refuse a picture.
void warn(png_structp png, png_const_charp message) {
  if (std::strncmp(message, "IDAT", 4) == 0) stop(png, message);
}

void give_bytes(png_structp png, png_bytep to, std::size_t count) {
  auto* decoder = static_cast<PngDecoder*>(png_get_io_ptr(png));
  if (count > decoder->bytes.size() - decoder->at) png_error(png, "the file ends before the picture does");
  std::memcpy(to, decoder->bytes.data() + decoder->at, count);
  decoder->at += count;
}

void set_limits(png_structp png) {
  png_set_user_limits(png, 1'000'000, 1'000'000);
  png_set_chunk_malloc_max(png, kLargestChunk);
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  // Texts and profiles unpack to any size and have nothing to say here: all chunks that are no pixels are
  // only checked, but for the orientation.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_AS_DEFAULT, reinterpret_cast<png_const_bytep>("eXIf"), 1);
}

bool read_header(PngDecoder& decoder) {
  decoder.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &decoder, stop, warn);
  if (decoder.png == nullptr) return false;
  if (setjmp(png_jmpbuf(decoder.png)) != 0) return false;
  decoder.info = png_create_info_struct(decoder.png);
  if (decoder.info == nullptr) png_error(decoder.png, "memory ran out");
  set_limits(decoder.png);
  png_set_read_fn(decoder.png, &decoder, give_bytes);
  png_read_info(decoder.png, decoder.info);
  return true;
}

// Asks for whole bytes: grey or RGB, with alpha where there is transparency.
bool choose_form(PngDecoder& decoder, Picture& picture, int& passes) {
  if (setjmp(png_jmpbuf(decoder.png)) != 0) return false;
  png_set_expand(decoder.png);
  png_set_scale_16(decoder.png);
  passes = png_set_interlace_handling(decoder.png);
  png_read_update_info(decoder.png, decoder.info);
  picture.channels = png_get_channels(decoder.png, decoder.info);
  const std::size_t row = png_get_rowbytes(decoder.png, decoder.info);
  if (row != static_cast<std::size_t>(picture.width * picture.channels)) png_error(decoder.png, "row size");
  return true;
}

bool read_rows(PngDecoder& decoder, std::uint8_t* pixels, std::int64_t height, std::int64_t stride,
               int passes) {
  if (setjmp(png_jmpbuf(decoder.png)) != 0) return false;
  for (int pass = 0; pass < passes; ++pass) {
    for (std::int64_t y = 0; y < height; ++y) png_read_row(decoder.png, pixels + y * stride, nullptr);
  }
  png_read_end(decoder.png, decoder.info);
  return true;
}

int orientation_of(const PngDecoder& decoder) {
  png_bytep data = nullptr;
  png_uint_32 size = 0;
  if (png_get_eXIf_1(decoder.png, decoder.info, &size, &data) == 0 || data == nullptr) return 1;
  return exif_orientation({reinterpret_cast<const char*>(data), size});
}

struct DestroyedPng {
  PngDecoder& decoder;
  ~DestroyedPng() { png_destroy_read_struct(&decoder.png, &decoder.info, nullptr); }
};

}  // namespace

bool is_png(std::string_view bytes) { return bytes.substr(0, 4) == "\x89PNG"; }

Picture decode_png(std::string_view bytes, const std::string& where) {
  PngDecoder decoder;
  decoder.bytes = bytes;
  const DestroyedPng at_the_end{decoder};
  const auto require = [&](bool done) {
    if (done) return;
    throw bayes::Error(std::string("the PNG picture cannot be decoded: ") + decoder.message, where,
                       "get or save it again", bayes::Fault::kData);
  };
  require(read_header(decoder));
  Picture picture;
  picture.height = png_get_image_height(decoder.png, decoder.info);
  picture.width = png_get_image_width(decoder.png, decoder.info);
  require_pixel_count(picture.height, picture.width, where);
  int passes = 1;
  require(choose_form(decoder, picture, passes));
  picture.pixels.resize(picture.size());
  require(
      read_rows(decoder, picture.pixels.data(), picture.height, picture.width * picture.channels, passes));
  return upright(std::move(picture), orientation_of(decoder));
}

}  // namespace bnn
