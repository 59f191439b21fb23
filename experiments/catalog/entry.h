#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bayes/core/fields.h"

namespace bnn {

/// A thing with the options it is made from: visited to be read, printed or described, then made.
template <class Signature>
class Configured;

template <class Thing, class... Arguments>
class Configured<Thing(Arguments...)> {
 public:
  virtual ~Configured() = default;
  virtual void visit(bayes::FieldVisitor& visitor) = 0;
  virtual Thing make(Arguments... arguments) const = 0;
};

/// A line of the catalog: something that a configuration can name.
template <class Signature>
struct Entry {
  std::string name;       ///< in YAML: "bayes_by_backprop"
  std::string title;      ///< for people: "Bayes by Backprop"
  std::string summary;    ///< one line
  std::string reference;  ///< paper or data's origin; may be empty
  std::function<std::shared_ptr<Configured<Signature>>()> configure;  ///< with default options
  std::string bibtex = {};                                            ///< of the paper; may be empty
};

namespace detail {

template <class Options, class Function, class Signature>
class ConfiguredBy;

template <class Options, class Function, class Thing, class... Arguments>
class ConfiguredBy<Options, Function, Thing(Arguments...)> : public Configured<Thing(Arguments...)> {
 public:
  explicit ConfiguredBy(Function function) : function_(std::move(function)) {}
  void visit(bayes::FieldVisitor& visitor) override { Options::visit_fields(options_, visitor); }
  Thing make(Arguments... arguments) const override { return function_(options_, arguments...); }

 private:
  Options options_;
  Function function_;
};

}  // namespace detail

/// The entry of what `make(options, arguments…)` makes.
template <class Signature, class Options, class Function>
Entry<Signature> entry(std::string name, std::string title, std::string summary, std::string reference,
                       Function make, std::string bibtex = {}) {
  return {std::move(name),
          std::move(title),
          std::move(summary),
          std::move(reference),
          [make] { return std::make_shared<detail::ConfiguredBy<Options, Function, Signature>>(make); },
          std::move(bibtex)};
}

/// One entry of a list, chosen by the key `name`, with its options beside it in the same mapping.
template <class Signature>
class Selection {
 public:
  using List = std::vector<Entry<Signature>>;

  Selection(const List& list, std::string name) : list_(&list) { choose(std::move(name)); }

  template <class Self, class Visitor>
  static void visit_fields(Self& self, Visitor&& visitor) {
    std::vector<std::string> known;
    for (const auto& entry : *self.list_) known.push_back(entry.name);
    std::string chosen = self.entry().name;
    visitor.name({"name", bayes::any(), "Which one; the keys beside it are its options."}, chosen, known);
    if (chosen != self.entry().name) self.choose(chosen);
    self.options_->visit(visitor);
  }

  const Entry<Signature>& entry() const { return *entry_; }
  const Configured<Signature>& options() const { return *options_; }
  template <class... Arguments>
  auto make(Arguments&&... arguments) const {
    return options_->make(std::forward<Arguments>(arguments)...);
  }

 private:
  void choose(const std::string& name) {
    for (const auto& entry : *list_) {
      if (entry.name == name) entry_ = &entry;
    }
    options_ = entry_->configure();
  }

  const List* list_;
  const Entry<Signature>* entry_ = nullptr;
  std::shared_ptr<Configured<Signature>> options_;
};

/// Any number of entries of one list, in the order chosen, each with its options.
template <class Signature>
class Selections {
 public:
  using value_type = Selection<Signature>;
  using List = typename value_type::List;

  explicit Selections(const List& list) : list_(&list) {}

  std::size_t size() const { return chosen_.size(); }
  bool empty() const { return chosen_.empty(); }
  /// Each is the first of the list, until it is read.
  void resize(std::size_t size) {
    chosen_.clear();
    // Copies would share their options.
    while (chosen_.size() < size) chosen_.emplace_back(*list_, list_->front().name);
  }
  value_type& operator[](std::size_t index) { return chosen_[index]; }
  auto begin() const { return chosen_.begin(); }
  auto end() const { return chosen_.end(); }

 private:
  const List* list_;
  std::vector<value_type> chosen_;
};

}  // namespace bnn
