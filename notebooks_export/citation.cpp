#include "notebooks_export/citation.h"

#include <set>

namespace report {
namespace {

constexpr const char* kSoftware =
    "@software{bayes,\n"
    "  title  = {bayes: {B}ayesian neural networks on {LibTorch}},\n"
    "  author = {{the bayes authors}},\n"
    "  license = {BSD-3-Clause}\n"
    "}\n";

struct Paper {
  const char* method;
  const char* bibtex;
};

constexpr Paper kPapers[] = {
    {"bayes_by_backprop",
     "@inproceedings{blundell2015weight,\n"
     "  title     = {Weight Uncertainty in Neural Networks},\n"
     "  author    = {Blundell, Charles and Cornebise, Julien and Kavukcuoglu, Koray and Wierstra, Daan},\n"
     "  booktitle = {International Conference on Machine Learning},\n"
     "  year      = {2015}\n"
     "}\n"},
    {"mc_dropout",
     "@inproceedings{gal2016dropout,\n"
     "  title     = {Dropout as a {B}ayesian Approximation: Representing Model Uncertainty in Deep "
     "Learning},\n"
     "  author    = {Gal, Yarin and Ghahramani, Zoubin},\n"
     "  booktitle = {International Conference on Machine Learning},\n"
     "  year      = {2016}\n"
     "}\n"},
    {"deep_ensemble",
     "@inproceedings{lakshminarayanan2017simple,\n"
     "  title     = {Simple and Scalable Predictive Uncertainty Estimation using Deep Ensembles},\n"
     "  author    = {Lakshminarayanan, Balaji and Pritzel, Alexander and Blundell, Charles},\n"
     "  booktitle = {Advances in Neural Information Processing Systems},\n"
     "  year      = {2017}\n"
     "}\n"},
};

std::string with_papers(const std::set<std::string>& methods) {
  std::string text = kSoftware;
  for (const Paper& paper : kPapers) {
    if (methods.count(paper.method) > 0) text += std::string("\n") + paper.bibtex;
  }
  return text;
}

}  // namespace

std::string citation(const RunRecord& run) { return with_papers({run.method}); }

std::string citation(const ComparisonRecord& comparison) {
  std::set<std::string> methods;
  for (const ComparedMethod& method : comparison.methods) methods.insert(method.method);
  return with_papers(methods);
}

}  // namespace report
