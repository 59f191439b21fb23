#pragma once

#include <cstddef>
#include <cstdio>
//
#include <jpeglib.h>

#include <cstdlib>
#include <string>

#include "experiments/pictures/picture.h"

namespace bnn {

struct JpegForm {
  J_COLOR_SPACE given = JCS_GRAYSCALE;   ///< of the pixels; as many channels
  J_COLOR_SPACE stored = JCS_GRAYSCALE;  ///< in the file
  bool adobe = true;                     ///< whether Adobe's marker may be there
  bool progressive = false;
  std::string app1 = {};  ///< data of an APP1 segment; none where empty
};

/// A JPEG file of the pixels, by the encoder of libjpeg at quality 100.
inline std::string jpeg_file(const Picture& picture, const JpegForm& form = {}) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &bytes, &size);
  jpeg.image_height = static_cast<JDIMENSION>(picture.height);
  jpeg.image_width = static_cast<JDIMENSION>(picture.width);
  jpeg.input_components = static_cast<int>(picture.channels);
  jpeg.in_color_space = form.given;
  jpeg_set_defaults(&jpeg);
  jpeg_set_colorspace(&jpeg, form.stored);
  jpeg_set_quality(&jpeg, 100, TRUE);
  for (int i = 0; i < jpeg.num_components; ++i) {
    jpeg.comp_info[i].h_samp_factor = jpeg.comp_info[i].v_samp_factor = 1;
  }
  if (!form.adobe) jpeg.write_Adobe_marker = FALSE;
  if (form.progressive) jpeg_simple_progression(&jpeg);
  jpeg_start_compress(&jpeg, TRUE);
  if (!form.app1.empty()) {
    jpeg_write_marker(&jpeg, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(form.app1.data()),
                      static_cast<unsigned>(form.app1.size()));
  }
  while (jpeg.next_scanline < jpeg.image_height) {
    auto* row = const_cast<JSAMPROW>(picture.pixels.data()) +
                static_cast<std::size_t>(jpeg.next_scanline * picture.width * picture.channels);
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  std::string file(reinterpret_cast<const char*>(bytes), size);
  std::free(bytes);
  return file;
}

/// EXIF data with one entry, the orientation, by hand after TIFF 6.0; without "Exif\0\0".
inline std::string exif_with_orientation(int orientation, bool big_endian) {
  const char value = static_cast<char>(orientation);
  if (big_endian) {
    return std::string("MM\0\x2a\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1\0", 19) + value +
           std::string("\0\0\0\0\0\0", 6);
  }
  return std::string("II\x2a\0\x08\0\0\0\1\0\x12\x01\3\0\1\0\0\0", 18) + value +
         std::string("\0\0\0\0\0\0\0", 7);
}

}  // namespace bnn
