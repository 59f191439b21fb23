#include "experiments/config/yaml/node_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "experiments/config/yaml/diagnostics.h"

namespace bnn {

namespace {

constexpr std::size_t kMostNodes = 100'000;
constexpr std::size_t kMostLevels = 64;

}  // namespace

void NodeBuilder::start_document(const SourceSpan& span) {
  if (started_) {
    fail({"a second document starts here", span,
          "expected one mapping, `key: value` line by line, without `---` between", ""});
  }
  started_ = true;
}

void NodeBuilder::scalar(const Event& event, const std::string& text, bool quoted) {
  refuse_tag(event);
  if (text.find('\0') != std::string::npos) fail({"a NUL character in a text", event.span, "remove it", ""});
  if (expects_key()) return add_key(event, text, quoted);
  count(nodes_, 1, event.span);
  add_value({ConfigNode::Kind::kScalar, text, quoted, event.span, {}}, event.anchor, /*nodes=*/1,
            /*height=*/0);
}

void NodeBuilder::null(const Event& event, const std::string& spelling) {
  if (expects_key()) fail({"a key that is no text", event.span, "expected a name before the `:`", ""});
  // A value that is not there is best shown at the key that lacks it.
  const bool absent = spelling.empty() && !open_.empty() && open_.back().key;
  const SourceSpan span = absent ? open_.back().key->span : event.span;
  count(nodes_, 1, span);
  add_value({ConfigNode::Kind::kNull, spelling, false, span, {}}, event.anchor, /*nodes=*/1, /*height=*/0);
}

void NodeBuilder::alias(const SourceSpan& span, std::size_t anchor) {
  if (expects_key()) fail({"an alias as a key", span, "expected a name; write it out", ""});
  const auto found = anchored_.find(anchor);
  if (found == anchored_.end()) {
    fail({"an alias within the node that it stands for", span, "a value cannot contain itself", ""});
  }
  const Anchored& anchored = found->second;
  check_depth(anchored.height, span);
  // Before the copy is made: what is refused must not cost memory first.
  count(nodes_, anchored.nodes, span);
  add_value(anchored.node, /*anchor=*/0, anchored.nodes, anchored.height);
}

void NodeBuilder::open(const Event& event, ConfigNode::Kind kind) {
  refuse_tag(event);
  if (expects_key()) fail({"a key that is no text", event.span, "expected a name before the `:`", ""});
  check_depth(/*height=*/1, event.span);
  open_.push_back({{kind, "", false, event.span, {}}, event.anchor, nodes_});
  count(nodes_, 1, event.span);
}

void NodeBuilder::close() {
  Open closed = std::move(open_.back());
  open_.pop_back();
  add_value(std::move(closed.node), closed.anchor, nodes_ - closed.nodes_before, closed.height);
}

bool NodeBuilder::expects_key() const {
  return !open_.empty() && open_.back().node.kind == ConfigNode::Kind::kMapping && !open_.back().key;
}

void NodeBuilder::add_key(const Event& event, const std::string& text, bool quoted_text) {
  if (text == "<<" && !quoted_text) {
    fail({"merge keys (`<<`) are not supported", event.span, "write the keys out, or use `key: *alias`", ""});
  }
  const auto [first, is_new] = open_.back().known_keys.emplace(text, event.span);
  if (!is_new) {
    fail({fmt::format("the key {} is there twice", quoted(text)), event.span,
          fmt::format("first given in line {}", first->second.line), ""});
  }
  open_.back().key = ConfigKey{text, event.span};
}

void NodeBuilder::add_value(ConfigNode node, std::size_t anchor, std::size_t nodes, std::size_t height) {
  if (anchor != 0) {
    count(copied_nodes_, nodes, node.span);
    anchored_.insert_or_assign(anchor, Anchored{node, nodes, height});
  }
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  Open& parent = open_.back();
  parent.height = std::max(parent.height, height + 1);
  parent.node.children.push_back({parent.key ? std::move(*parent.key) : ConfigKey{}, std::move(node)});
  parent.key.reset();
}

void NodeBuilder::count(std::size_t& counter, std::size_t nodes, const SourceSpan& span) {
  counter += nodes;
  if (counter > kMostNodes) {
    fail({"more than 100,000 values, aliases expanded", span, "too much for a configuration", ""});
  }
}

void NodeBuilder::check_depth(std::size_t height, const SourceSpan& span) const {
  if (open_.size() + height > kMostLevels) {
    fail({"nested deeper than 64 levels", span, "a configuration needs 5 or so", ""});
  }
}

void NodeBuilder::refuse_tag(const Event& event) {
  if (event.tagged) {
    fail({"tags (`!`, `!!str`) are not supported", event.span,
          "leave the tag out; a text that looks like a number goes in quotes", ""});
  }
}

}  // namespace bnn
