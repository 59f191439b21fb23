#include "notebooks_export/formats/zip_archive.h"

#include <zip.h>

#include <memory>

#include "bayes/core/error.h"

namespace report {
namespace {

// MS-DOS: midnight; year 1980 + 0 in bits 9 to 15, month 1 in bits 5 to 8, day 1.
constexpr zip_uint16_t kTime = 0;
constexpr zip_uint16_t kDate = 1 << 5 | 1;

[[noreturn]] void fail(const std::string& why) {
  throw bayes::Error("a zip archive could not be made: " + why, "", "", bayes::Fault::kFailed);
}

struct SourceFree {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
struct ArchiveDiscard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Source = std::unique_ptr<zip_source_t, SourceFree>;
using Archive = std::unique_ptr<zip_t, ArchiveDiscard>;

void add(zip_t* archive, const ExportedFile& file) {
  Source contents(zip_source_buffer(archive, file.bytes.data(), file.bytes.size(), /*freep=*/0));
  if (!contents) fail(zip_strerror(archive));
  const zip_int64_t entry = zip_file_add(archive, file.name.c_str(), contents.get(), ZIP_FL_ENC_UTF_8);
  if (entry < 0) fail(file.name + ": " + zip_strerror(archive));
  contents.release();  // the archive owns it now
  const auto index = static_cast<zip_uint64_t>(entry);
  if (zip_set_file_compression(archive, index, ZIP_CM_STORE, 0) != 0 ||
      zip_file_set_dostime(archive, index, kTime, kDate, 0) != 0) {
    fail(zip_strerror(archive));
  }
}

std::string read_all(zip_source_t* source) {
  zip_stat_t status;
  if (zip_source_stat(source, &status) != 0 || zip_source_open(source) != 0) fail("it cannot be read back");
  std::string bytes(status.size, '\0');
  const zip_int64_t got = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  if (got != static_cast<zip_int64_t>(bytes.size())) fail("it cannot be read back whole");
  return bytes;
}

struct FileClose {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using OpenFile = std::unique_ptr<zip_file_t, FileClose>;

[[noreturn]] void fail_to_read(const std::string& name, const std::string& why) {
  throw bayes::Error("the zip archive cannot be read: " + why, name, "", bayes::Fault::kData);
}

// `bytes` have to outlive it.
Archive open(const std::string& bytes, const std::string& name) {
  zip_error_t error;
  zip_error_init(&error);
  Source memory(zip_source_buffer_create(bytes.data(), bytes.size(), /*freep=*/0, &error));
  if (!memory) fail_to_read(name, zip_error_strerror(&error));
  Archive archive(zip_open_from_source(memory.get(), ZIP_RDONLY | ZIP_CHECKCONS, &error));
  if (!archive) fail_to_read(name, zip_error_strerror(&error));
  memory.release();  // the archive owns it now
  return archive;
}

}  // namespace

std::vector<std::string> zip_names(const std::string& bytes) {
  const Archive archive = open(bytes, "");
  std::vector<std::string> names;
  const auto count = static_cast<zip_uint64_t>(zip_get_num_entries(archive.get(), 0));
  for (zip_uint64_t at = 0; at < count; ++at) {
    const char* name = zip_get_name(archive.get(), at, 0);
    if (name == nullptr) fail_to_read("", zip_strerror(archive.get()));
    names.emplace_back(name);
  }
  return names;
}

std::string zip_entry(const std::string& bytes, const std::string& name) {
  const Archive archive = open(bytes, name);
  zip_stat_t status;
  if (zip_stat(archive.get(), name.c_str(), 0, &status) != 0) fail_to_read(name, zip_strerror(archive.get()));
  const OpenFile file(zip_fopen(archive.get(), name.c_str(), 0));
  if (!file) fail_to_read(name, zip_strerror(archive.get()));
  // What a damaged header claims is no reason to take memory.
  if (status.size > bytes.size()) fail_to_read(name, "its size is more than the archive's");
  std::string contents(status.size, '\0');
  if (zip_fread(file.get(), contents.data(), contents.size()) != static_cast<zip_int64_t>(contents.size())) {
    fail_to_read(name, zip_file_strerror(file.get()));
  }
  char beyond = 0;
  // Reading to the end is what checks the sum.
  if (zip_fread(file.get(), &beyond, 1) != 0) fail_to_read(name, zip_file_strerror(file.get()));
  return contents;
}

std::string zip_bytes(const std::vector<ExportedFile>& files) {
  zip_error_t error;
  zip_error_init(&error);
  const Source memory(zip_source_buffer_create(nullptr, 0, 0, &error));
  if (!memory) fail(zip_error_strerror(&error));
  Archive archive(zip_open_from_source(memory.get(), ZIP_CREATE | ZIP_TRUNCATE, &error));
  if (!archive) fail(zip_error_strerror(&error));
  zip_source_keep(memory.get());  // closing the archive gives its own reference back

  for (const ExportedFile& file : files) add(archive.get(), file);
  if (zip_close(archive.get()) != 0) fail(zip_strerror(archive.get()));
  archive.release();
  return read_all(memory.get());
}

}  // namespace report
