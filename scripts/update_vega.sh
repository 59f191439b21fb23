#!/usr/bin/env bash
# Fetches the chart library of the reports again, in the versions that notebooks_export/assets/package-lock.json pins, and
# gathers the licences of everything that is in the bundles. To go to another version, change package.json there,
# delete package-lock.json and run this.
set -euo pipefail

assets=$(cd "$(dirname "$0")/../notebooks_export/assets" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp "$assets/package.json" "$work/"
if [ -f "$assets/package-lock.json" ]; then
  cp "$assets/package-lock.json" "$work/"
  (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund)
else
  (cd "$work" && npm install --ignore-scripts --no-audit --no-fund)
  # Where a package was fetched from is this machine's business; its checksum stays.
  sed -i '/"resolved":/d' "$work/package-lock.json"
  cp "$work/package-lock.json" "$assets/"
fi

for name in vega vega-lite vega-embed vega-interpreter; do
  # The source maps are not shipped, so nothing should ask for them.
  sed '/^\/\/# sourceMappingURL=/d' "$work/node_modules/$name/build/$name.min.js" > "$assets/$name.min.js"
done

# One block for each licence text, headed by the packages that it covers.
node - "$work/node_modules" > "$assets/LICENSES.txt" <<'SCRIPT'
const fs = require('fs');
const path = require('path');
const root = process.argv[2];
// What the four bundles are made of; the other packages serve command lines only.
const bundled = /^(vega|d3|topojson|json-stringify|semver|tslib|fast-|internmap|delaunator|robust)/;
const packages = [];
for (const name of fs.readdirSync(root).filter((entry) => !/^[@.]/.test(entry))) {
  const file = fs.readdirSync(path.join(root, name)).find((found) => /^licen[cs]e(\.md|\.txt)?$/i.test(found));
  if (file && bundled.test(name)) packages.push({name, text: fs.readFileSync(path.join(root, name, file), 'utf8').trim()});
}
const groups = new Map();
for (const {name, text} of packages) {
  const key = text.replace(/^Copyright.*$/gm, '').replace(/\s+/g, ' ').trim();
  const group = groups.get(key) || {names: [], text, holders: new Set()};
  group.names.push(name);
  for (const holder of text.match(/^Copyright.*$/gm) || []) group.holders.add(holder.trim());
  groups.set(key, group);
}
for (const {names, text, holders} of groups.values()) {
  console.log(names.join(', '));
  console.log([...holders].join('\n'));
  console.log(text.replace(/^Copyright.*\n/gm, '').replace(/\n{3,}/g, '\n\n').trim() + '\n');
}
SCRIPT
