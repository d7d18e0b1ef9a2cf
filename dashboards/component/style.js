// How the canvas looks. Colours and shapes come from Python (dashboards/look.py); the rest follows Streamlit's theme.

/** Shapes of UI.md as Cytoscape knows them. */
const SHAPES = {
  ellipse: "ellipse",
  diamond: "diamond",
  "rounded rectangle": "round-rectangle",
  triangle: "round-triangle",
  hexagon: "hexagon",
  "small circle": "ellipse",
};

/** At most `limit` characters, cut in the middle; counts code points, so that no emoji is torn. */
function cut(name, limit = 28) {
  const letters = [...String(name).replace(/\s+/g, " ").trim()];
  if (letters.length <= limit) return letters.join("");
  const head = Math.ceil((limit - 1) * 0.6);
  return letters.slice(0, head).join("") + "…" + letters.slice(letters.length - (limit - 1 - head)).join("");
}

/** Diameter in pixels: grows with the square root of support. */
function nodeSize(support, label) {
  if (label === "Paper") return 13;
  return Math.min(74, 15 + 5.2 * Math.sqrt(Math.max(1, support || 1)));
}

/** Width in pixels: grows with the logarithm of support. */
function edgeWidth(support) {
  return 1.1 + 1.25 * Math.log(Math.max(1, support || 1));
}

/** Relative luminance of a CSS colour (rgb() or #rrggbb), 0 to 1. */
function luminance(colour) {
  const hex = /^#([0-9a-f]{6})/i.exec(colour.trim());
  const parts = hex
    ? [0, 2, 4].map((i) => parseInt(hex[1].slice(i, i + 2), 16))
    : (colour.match(/[\d.]+/g) || [255, 255, 255]).slice(0, 3).map(Number);
  const [r, g, b] = parts.map((v) => {
    const s = v / 255;
    return s <= 0.03928 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** What the canvas needs from Streamlit's theme, read off the host element. */
function readTheme(host) {
  const css = getComputedStyle(host);
  const value = (name, fallback) => css.getPropertyValue(name).trim() || fallback;
  const background = value("--st-background-color", "#ffffff");
  const dark = luminance(background) < 0.4;
  return {
    dark,
    background,
    text: value("--st-text-color", dark ? "#f3f4f6" : "#1b1f24"),
    border: value("--st-border-color", dark ? "#3a3f47" : "#d9d6cf"),
    font: value("--st-font", "sans-serif"),
    edge: dark ? "#5b6470" : "#b9bcc2",
    strong: dark ? "#e5e7eb" : "#2b2f36",
  };
}

/** The Cytoscape stylesheet. */
function stylesheet(theme, palette) {
  const mode = theme.dark ? "dark" : "light";
  const rules = [
    {
      selector: "node",
      style: {
        label: "data(short)",
        width: "data(size)",
        height: "data(size)",
        "font-family": theme.font,
        "font-size": 11,
        "min-zoomed-font-size": 7,
        color: theme.text,
        "text-valign": "bottom",
        "text-margin-y": 4,
        "text-outline-color": theme.background,
        "text-outline-width": 2,
        "text-outline-opacity": 0.92,
        "border-width": 1.5,
        "border-color": theme.background,
        "overlay-opacity": 0,
        "transition-property": "opacity",
        "transition-duration": "0.12s",
      },
    },
    {
      selector: "edge",
      style: {
        width: "data(width)",
        "line-color": theme.edge,
        "target-arrow-color": theme.edge,
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.7,
        "curve-style": "bezier",
        "control-point-step-size": 26,
        opacity: 0.72,
        "overlay-opacity": 0,
        "font-family": theme.font,
        "font-size": 10,
        color: theme.text,
        "text-background-color": theme.background,
        "text-background-opacity": 0.94,
        "text-background-padding": 3,
        "text-background-shape": "roundrectangle",
        "text-rotation": "autorotate",
      },
    },
    { selector: "edge[type = 'COMPARED_WITH']", style: { "line-style": "dashed", "line-dash-pattern": [5, 4] } },
    { selector: "edge[type = 'ISOMORPHIC_TO']", style: { "line-style": "dotted", "target-arrow-shape": "none" } },
    { selector: "edge[type = 'DOUBLE_COVERS']", style: { "line-style": "dashed", "target-arrow-shape": "vee" } },
    { selector: "edge[type = 'INSTANCE_OF']", style: { "line-style": "dotted", "target-arrow-shape": "vee" } },
    { selector: "edge[?both]", style: { "source-arrow-shape": "none" } },
  ];
  for (const [label, look] of Object.entries(palette)) {
    rules.push({
      selector: `node[label = '${label}']`,
      style: { "background-color": look[mode], shape: SHAPES[look.shape] || "ellipse" },
    });
  }
  rules.push(
    { selector: "node.pinned", style: { "border-color": theme.strong, "border-width": 2, "border-style": "double" } },
    { selector: ".dim", style: { opacity: 0.26 } },
    { selector: "node.near", style: { "z-index": 8 } },
    {
      selector: "edge.near, edge:selected",
      style: {
        label: "data(words)",
        opacity: 1,
        "line-color": theme.strong,
        "target-arrow-color": theme.strong,
        "z-index": 9,
      },
    },
    {
      selector: "node:selected",
      style: {
        "border-color": theme.strong,
        "border-width": 3,
        "font-weight": 600,
        "z-index": 10,
        "underlay-color": theme.strong,
        "underlay-opacity": 0.1,
        "underlay-padding": 8,
        "underlay-shape": "ellipse",
      },
    },
    { selector: "node.found", style: { "underlay-color": "#E69F00", "underlay-opacity": 0.4, "underlay-padding": 7 } },
    { selector: ".hidden", style: { display: "none" } },
    { selector: "node.quiet", style: { opacity: 0.62 } },
  );
  return rules;
}
