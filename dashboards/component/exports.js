// What leaves the canvas: PNG, SVG, JSON and GraphML, all made in the browser.

function download(name, type, content) {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** Text for XML; characters that XML 1.0 cannot hold become the replacement character. */
function xml(value) {
  return String(value)
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;");
}

function shapeSvg(shape, x, y, size, fill, stroke) {
  const r = size / 2;
  const polygon = (corners) =>
    `<polygon points="${corners.map(([a, b]) => `${(x + a * r).toFixed(1)},${(y + b * r).toFixed(1)}`).join(" ")}" ` +
    `fill="${fill}" stroke="${stroke}" stroke-width="1.5"/>`;
  if (shape === "diamond") return polygon([[0, -1], [1, 0], [0, 1], [-1, 0]]);
  if (shape === "triangle") return polygon([[0, -1], [1, 1], [-1, 1]]);
  if (shape === "hexagon") return polygon([[-0.5, -1], [0.5, -1], [1, 0], [0.5, 1], [-0.5, 1], [-1, 0]]);
  if (shape === "rounded rectangle")
    return `<rect x="${x - r}" y="${y - r}" width="${size}" height="${size}" rx="${size * 0.2}" fill="${fill}" stroke="${stroke}" stroke-width="1.5"/>`;
  return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${r.toFixed(1)}" fill="${fill}" stroke="${stroke}" stroke-width="1.5"/>`;
}

/** The visible graph as SVG. */
function toSvg(cy, theme, palette) {
  const mode = theme.dark ? "dark" : "light";
  const shown = cy.elements(":visible");
  const box = shown.boundingBox({ includeLabels: true });
  const pad = 24;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.x1 - pad} ${box.y1 - pad} ${box.w + 2 * pad} ${box.h + 2 * pad}" ` +
      `width="${Math.round(box.w + 2 * pad)}" height="${Math.round(box.h + 2 * pad)}" font-family="sans-serif" font-size="11">`,
    `<rect x="${box.x1 - pad}" y="${box.y1 - pad}" width="${box.w + 2 * pad}" height="${box.h + 2 * pad}" fill="${theme.background}"/>`,
  ];
  cy.edges(":visible").forEach((edge) => {
    const [a, b] = [edge.sourceEndpoint(), edge.targetEndpoint()];
    const m = edge.midpoint();
    const c = { x: 2 * m.x - (a.x + b.x) / 2, y: 2 * m.y - (a.y + b.y) / 2 };
    const dash = edge.data("type") === "COMPARED_WITH" ? ' stroke-dasharray="5 4"' : "";
    parts.push(
      `<path d="M${a.x.toFixed(1)} ${a.y.toFixed(1)} Q${c.x.toFixed(1)} ${c.y.toFixed(1)} ${b.x.toFixed(1)} ${b.y.toFixed(1)}" ` +
        `fill="none" stroke="${theme.edge}" stroke-width="${edge.data("width").toFixed(2)}"${dash}>` +
        `<title>${xml(`${edge.source().data("name")} ${edge.data("words")} ${edge.target().data("name")}`)}</title></path>`,
    );
  });
  cy.nodes(":visible").forEach((node) => {
    const { x, y } = node.position();
    const look = palette[node.data("label")] || { light: "#6B7280", dark: "#9CA3AF", shape: "ellipse" };
    const size = node.data("size");
    parts.push(
      `<g><title>${xml(node.data("name"))}</title>${shapeSvg(look.shape, x, y, size, look[mode], theme.background)}` +
        `<text x="${x.toFixed(1)}" y="${(y + size / 2 + 14).toFixed(1)}" text-anchor="middle" fill="${theme.text}" ` +
        `paint-order="stroke" stroke="${theme.background}" stroke-width="3">${xml(node.data("short"))}</text></g>`,
    );
  });
  parts.push("</svg>");
  return parts.join("\n");
}

/** Nodes and edges with their properties and positions. */
function toJson(cy) {
  const node = (n) => {
    const { id, label, name, support } = n.data();
    return { id, label, name, support, x: Math.round(n.position("x")), y: Math.round(n.position("y")) };
  };
  const edge = (e) => {
    const { id, type, source, target, support, confidence } = e.data();
    return { id, type, source, target, support, confidence };
  };
  return JSON.stringify({ nodes: cy.nodes(":visible").map(node), edges: cy.edges(":visible").map(edge) }, null, 2);
}

/** GraphML as networkx, Gephi and yEd read it. */
function toGraphml(cy) {
  const graph = JSON.parse(toJson(cy));
  const keys = [
    ["label", "node", "string"], ["name", "node", "string"], ["support", "node", "int"], ["x", "node", "double"],
    ["y", "node", "double"], ["type", "edge", "string"], ["support", "edge", "int"], ["confidence", "edge", "double"],
  ];
  const value = (kind, thing) =>
    keys
      .filter(([name, of]) => of === kind && thing[name] !== undefined && thing[name] !== null)
      .map(([name]) => `<data key="${kind}-${name}">${xml(thing[name])}</data>`)
      .join("");
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...keys.map(([name, of, type]) => `<key id="${of}-${name}" for="${of}" attr.name="${name}" attr.type="${type}"/>`),
    '<graph id="methodgraph" edgedefault="directed">',
    ...graph.nodes.map((n) => `<node id="${xml(n.id)}">${value("node", n)}</node>`),
    ...graph.edges.map(
      (e) => `<edge id="${xml(e.id)}" source="${xml(e.source)}" target="${xml(e.target)}">${value("edge", e)}</edge>`,
    ),
    "</graph>",
    "</graphml>",
  ].join("\n");
}

function exportAs(format, cy, theme, palette) {
  if (format === "png") {
    const image = cy.png({ output: "blob", full: true, scale: 2, maxWidth: 6000, maxHeight: 6000, bg: theme.background });
    download("methodgraph.png", "image/png", image);
  } else if (format === "svg") download("methodgraph.svg", "image/svg+xml", toSvg(cy, theme, palette));
  else if (format === "json") download("methodgraph.json", "application/json", toJson(cy));
  else download("methodgraph.graphml", "application/xml", toGraphml(cy));
}
