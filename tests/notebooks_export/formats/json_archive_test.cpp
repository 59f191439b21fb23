#include "notebooks_export/formats/json_archive.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "bayes/core/error.h"
#include "notebooks_export/formats/digest.h"

namespace report {

// Of this test: found by its archives as those of records are.
struct Bin {
  std::string name;
  std::int64_t count = 7;
  double share = 0.0;
  bool full = false;
};

template <class Archive>
void fields(Archive& a, In<Archive, Bin>& bin) {
  a("count", bin.count);
  a.newer("share", bin.share, 0.5);
  a("full", bin.full);
}

namespace {

struct Sample {
  std::vector<std::vector<double>> rows;
  std::vector<Bin> bins;
  std::string note;
};

template <class Archive, class AnySample>
void sample_fields(Archive& a, AnySample& sample) {
  a("rows", sample.rows);
  a("of", [&](auto& of) { of("bins", keyed(sample.bins, &Bin::name)); });
  a.where(!sample.note.empty(), "note", sample.note);
}

Sample read_sample(const std::string& text) {
  const JsonSource source{"the sample", "sample.json", "write it again"};
  const auto document = parse_json(text, source);
  JsonReader reader(JsonPart(document, source));
  Sample sample;
  sample_fields(reader, sample);
  return sample;
}

TEST(JsonArchive, GivenAStructWhenWrittenThenTheFieldsStandInTheirOrderAndComeBack) {
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  const Sample written{{{0.1, kInfinite}, {}}, {{"b", 2, 0.25, true}, {"a", 0, std::nan(""), false}}, ""};

  JsonWriter writer;
  sample_fields(writer, written);
  const auto text = writer.object.dump();
  const auto read = read_sample(text);

  EXPECT_EQ(text, R"({"rows":[[0.1,null],[]],"of":{"bins":{"b":{"count":2,"share":0.25,"full":true},)"
                  R"("a":{"count":0,"share":null,"full":false}}}})");
  ASSERT_EQ(read.rows.size(), 2u);
  EXPECT_EQ(read.rows[0][0], 0.1);
  EXPECT_TRUE(std::isnan(read.rows[0][1]));
  ASSERT_EQ(read.bins.size(), 2u);
  EXPECT_EQ(read.bins[0].name, "b");
  EXPECT_EQ(read.bins[0].count, 2);
  EXPECT_TRUE(read.bins[0].full);
  EXPECT_TRUE(std::isnan(read.bins[1].share));
}

TEST(JsonArchive, GivenAFieldThatOlderFilesLackWhenReadThenItIsWhatItStandsForThere) {
  const auto read =
      read_sample(R"({"rows": [], "of": {"bins": {"a": {"count": 1, "full": false}}}, "note": "n"})");

  EXPECT_EQ(read.bins.at(0).share, 0.5);
  EXPECT_EQ(read.note, "n");
}

TEST(JsonArchive, GivenWhatIsNotAsItShouldBeWhenReadThenTheErrorHasItsWholeKeyAndTheFile) {
  const std::vector<std::pair<std::string, std::string>> damages{
      {R"({"of": {}})", "`rows` is missing"},
      {R"({"rows": 1})", "`rows` is not a list"},
      {R"({"rows": [[1], ["x"]]})", "`rows[1][0]` is not a number"},
      {R"({"rows": [], "of": 3})", "`of.bins` is missing"},
      {R"({"rows": [], "of": {"bins": []}})", "`of.bins` is not an object"},
      {R"({"rows": [], "of": {"bins": {"a": {}}}})", "`of.bins.a.count` is missing"},
      {R"({"rows": [], "of": {"bins": {"a": {"count": -1}}}})", "`of.bins.a.count` is not a count"},
      {R"({"rows": [], "of": {"bins": {"a": {"count": 1.5}}}})", "`of.bins.a.count` is not a count"},
      {R"({"rows": [], "of": {"bins": {"a": {"count": 18446744073709551615}}}})",
       "`of.bins.a.count` is not a count"},
      {R"({"rows": [], "of": {"bins": {"a": {"count": 1, "full": null}}}})",
       "`of.bins.a.full` is neither true nor false"},
      {R"({"rows": [], "of": {"bins": {}}, "note": 1})", "`note` is not a text"},
      {"[]", "`rows` is missing"},
      {"{", "the file is not JSON"},
      {"", "the file is not JSON"}};
  for (const auto& [text, problem] : damages) {
    try {
      read_sample(text);
      ADD_FAILURE() << text;
    } catch (const bayes::Error& error) {
      EXPECT_EQ(error.problem, "the sample cannot be read: " + problem) << text;
      EXPECT_EQ(error.where, "sample.json");
      EXPECT_EQ(error.fix, "write it again");
      EXPECT_EQ(error.fault, bayes::Fault::kData);
    }
  }
}

// RFC 4648, section 10.
TEST(Base64, GivenTheExamplesOfTheStandardWhenDecodedThenTheyAreItsTexts) {
  const std::vector<std::pair<std::string, std::string>> examples{{"", ""},
                                                                  {"Zg==", "f"},
                                                                  {"Zm8=", "fo"},
                                                                  {"Zm9v", "foo"},
                                                                  {"Zm9vYg==", "foob"},
                                                                  {"Zm9vYmE=", "fooba"},
                                                                  {"Zm9vYmFy", "foobar"}};
  for (const auto& [text, bytes] : examples) EXPECT_EQ(from_base64(text), bytes) << text;

  for (const char* text : {"Z", "Zg=", "Zg", "Z===", "Zm9v ", "Zm9*", "Zh=="})
    EXPECT_FALSE(from_base64(text)) << text;
}

}  // namespace
}  // namespace report
