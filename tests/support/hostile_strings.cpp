#include "tests/support/sample_record.h"

namespace support {

const std::vector<std::string>& hostile_strings() {
  static const std::vector<std::string> strings{
      "<script>document.documentElement.dataset.hacked='yes'</script>",
      "</script><script>document.documentElement.dataset.hacked='yes'</script>",
      "</SCRIPT ><svg onload=document.documentElement.dataset.hacked='yes'>",
      "<!--<script>",
      "-->",
      "]]>",
      "</style><img src=x onerror=document.documentElement.dataset.hacked='yes'>",
      "\"'><img src=x onerror=document.documentElement.dataset.hacked='yes'>",
      "' onmouseover='document.documentElement.dataset.hacked=1' autofocus onfocus='x",
      "</title></pre></textarea></details><iframe src=javascript:alert(1)>",
      "javascript:alert(1)",
      "data:text/html,<script>alert(1)</script>",
      "//example.invalid/x",
      "{{name}} {{{name}}} {{#charts}} {{> page}} {{=<% %>=}}",
      "${document.title} `id` $(id) %n%s",
      "![x](http://example.invalid/a.png) [y](javascript:alert(1)) <b>b</b> $\\href{javascript:alert(1)}{x}$",
      "| a | b |\n| --- | --- |",
      "=cmd|' /C calc'!A0",
      "+1+1",
      "-2+3",
      "@SUM(1,1)",
      "\t=1+1",
      "\r=1+1",
      "a,b;\"c\"\r\nd",
      "../../../../etc/passwd",
      "..\\..\\x",
      std::string("nul\0byte", 8),
      "\x1b[2J\x1b]0;title\x07 bell",
      "\xE2\x80\xAEtxt.exe\xE2\x81\xA6",
      "\xE2\x80\xA8line\xE2\x80\xA9separators",
      "\xFF\xFE\xC0\xAF no UTF-8 \xED\xA0\x80",
      "\\u003cscript\\u003e \\\" \\",
      "datum.x[0]['a'].b",
      std::string(300, 'W'),
  };
  return strings;
}

report::RunRecord run_with_text_everywhere(const std::string& text) {
  report::RunRecord run = sample_run();
  run.name = run.method = run.method_title = run.model = run.dataset = text;
  run.config_yaml = text;
  run.environment = {{text, text}, {"nested", {{text, {text, 1}}}}};
  for (std::string& name : run.class_names) name = text;
  for (report::LayerSummary& layer : run.layers) layer.name = text;
  for (report::ConformalRecord& sets : run.conformal) sets.title = sets.options = sets.warning = text;
  for (report::SplitRecord& split : run.splits) {
    split.note = split.warning = text;
    for (report::MetricRow& metric : split.metrics) {
      metric.title = metric.short_title = metric.reading = text;
    }
    report::MeasuredTable table{text, {{text, text}}, {{text, {1.0}}}};
    report::MeasuredCurve curve{
        {text, text}, {text, text}, {{text, {0.0, 1.0}, {1.0, 2.0}}, {text, {0.0}, {1.0}}}};
    split.found = {{text, text, text, table}, {text, text, text, curve}};
  }
  return run;
}

report::ComparisonRecord comparison_with_text_everywhere(const std::string& text) {
  report::ComparisonRecord comparison = sample_comparison();
  comparison.name = comparison.dataset = comparison.model = comparison.config_yaml = text;
  comparison.environment = {{text, text}};
  for (report::ComparedMethod& method : comparison.methods) {
    method.method = method.note = text;
    method.label = text + " " + method.label;
    for (std::string& folder : method.run_directories) folder = text;
    for (report::ComparedMetric& metric : method.metrics) metric.title = metric.short_title = text;
  }
  return comparison;
}

}  // namespace support
