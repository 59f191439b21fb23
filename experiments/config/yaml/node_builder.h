#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "experiments/config/yaml/config_node.h"

namespace bnn {

/// Builds the tree from the events of a YAML parser and keeps it within bounds, so that no later code has to.
///
/// Refuses, each with its place (`bayes::Error`, usage): a second document, more than 64 levels, more than
/// 100,000 nodes (aliases expanded; the copies kept for aliases are bounded by the same number), an alias
/// within its own anchor, a key that is there already, a key that is no text, merge keys, tags, NUL in a
/// text. Refuses at the event that goes too far, so that the parser that sends the events does not recurse
/// deeper.
class NodeBuilder {
 public:
  /// What the parser says of each node.
  struct Event {
    SourceSpan span;
    std::size_t anchor = 0;  ///< a number for each anchor, 0 for none
    bool tagged = false;     ///< a tag (`!!str`) was written
  };

  void start_document(const SourceSpan& span);
  void scalar(const Event& event, const std::string& text, bool quoted);
  void null(const Event& event, const std::string& spelling);
  void alias(const SourceSpan& span, std::size_t anchor);
  void open(const Event& event, ConfigNode::Kind kind);
  void close();

  /// The mapping or sequence that is open at the moment, innermost; nullptr outside of all.
  const ConfigNode* innermost_open() const { return open_.empty() ? nullptr : &open_.back().node; }
  /// The whole tree; empty where no document came.
  std::optional<ConfigNode> take() { return std::move(root_); }

 private:
  struct Open {
    ConfigNode node;
    std::size_t anchor = 0;
    std::size_t nodes_before = 0;
    std::size_t height = 1;          // levels within, this one included
    std::optional<ConfigKey> key{};  // waits for its value
    std::unordered_map<std::string, SourceSpan> known_keys{};
  };
  struct Anchored {
    ConfigNode node;
    std::size_t nodes;
    std::size_t height;
  };

  bool expects_key() const;
  void add_key(const Event& event, const std::string& text, bool quoted);
  void add_value(ConfigNode node, std::size_t anchor, std::size_t nodes, std::size_t height);
  static void count(std::size_t& counter, std::size_t nodes, const SourceSpan& span);
  void check_depth(std::size_t height, const SourceSpan& span) const;
  static void refuse_tag(const Event& event);

  std::vector<Open> open_;
  std::unordered_map<std::size_t, Anchored> anchored_;
  std::optional<ConfigNode> root_;
  bool started_ = false;
  std::size_t nodes_ = 0;
  std::size_t copied_nodes_ = 0;
};

}  // namespace bnn
