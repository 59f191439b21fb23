#include "notebooks_export/records/citation.h"

#include <set>

namespace report {
namespace {

constexpr const char* kSoftware =
    "@software{bayes,\n"
    "  title  = {bayes: {B}ayesian neural networks on {LibTorch}},\n"
    "  author = {{the bayes authors}},\n"
    "  license = {BSD-3-Clause}\n"
    "}\n";

std::string with_papers(const std::set<std::string>& papers) {
  std::string text = kSoftware;
  for (const std::string& paper : papers) text += paper.empty() ? "" : "\n" + paper;
  return text;
}

}  // namespace

std::string citation(const RunRecord& run) { return with_papers({run.paper}); }

std::string citation(const ComparisonRecord& comparison) {
  std::set<std::string> papers;
  for (const ComparedMethod& method : comparison.methods) papers.insert(method.paper);
  return with_papers(papers);
}

}  // namespace report
