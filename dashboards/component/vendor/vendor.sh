#!/bin/sh
# Makes cytoscape-fcose.min.js and licences/ anew from npm, at the versions that VENDORED.md names.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > package.json <<'JSON'
{"private": true,
 "dependencies": {"cytoscape": "3.34.4", "cytoscape-fcose": "2.2.0", "cose-base": "2.2.0", "layout-base": "2.0.1"},
 "devDependencies": {"esbuild": "0.25.12"}}
JSON
npm install --no-audit --no-fund --loglevel=error
cat > entry.mjs <<'JS'
import cytoscape from "cytoscape";
import fcose from "cytoscape-fcose";
cytoscape.use(fcose);
export default cytoscape;
JS
npx esbuild entry.mjs --bundle --minify --format=iife --global-name=methodgraphCytoscape --target=es2020 \
    --legal-comments=eof --outfile="$here/cytoscape-fcose.min.js"
for name in cytoscape cytoscape-fcose cose-base layout-base; do
    cp "node_modules/$name/LICENSE" "$here/licences/$name.txt"
done
