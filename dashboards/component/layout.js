// Where nodes stand. A layout is a function of the graph alone (seeded), and never moves a node that has a place.

/** Mulberry32: small, fast, good enough to break ties in a layout. */
function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** FNV-1a of a string, 32 bits. */
function hash(text) {
  let h = 2166136261;
  for (let i = 0; i < text.length; i++) h = Math.imul((h ^ text.charCodeAt(i)) >>> 0, 16777619) >>> 0;
  return h >>> 0;
}

/** Runs `work` with Math.random seeded: fcose draws from it, and one graph has to give one picture. */
function withSeed(seed, work) {
  const original = Math.random;
  Math.random = seededRandom(seed);
  try {
    return work();
  } finally {
    Math.random = original;
  }
}

/** Beyond this many nodes fcose takes seconds. */
const LARGE = 150;

const FCOSE = {
  name: "fcose",
  animate: false,
  fit: false,
  nodeDimensionsIncludeLabels: true,
  packComponents: true,
  nodeSeparation: 90,
  nodeRepulsion: 9000,
  idealEdgeLength: (edge) => 88 + 0.5 * (edge.source().data("size") + edge.target().data("size")),
  edgeElasticity: 0.35,
  gravity: 0.3,
  tile: true,
  tilingPaddingVertical: 24,
  tilingPaddingHorizontal: 24,
};

/** First layout of a whole canvas. */
function layoutAll(cy, name) {
  const nodes = cy.nodes(":visible");
  if (nodes.empty()) return;
  const shown = nodes.union(nodes.edgesWith(nodes));
  withSeed(hash(nodes.map((n) => n.id()).join("\n")), () => {
    if (name === "layered") {
      const roots = nodes.filter((n) => n.data("seed")).length ? nodes.filter((n) => n.data("seed")) : undefined;
      shown
        .layout({ name: "breadthfirst", directed: false, roots, fit: false, animate: false, spacingFactor: 1.1,
                  avoidOverlap: true, nodeDimensionsIncludeLabels: true })
        .run();
    } else if (name === "concentric") {
      shown
        .layout({ name: "concentric", fit: false, animate: false, minNodeSpacing: 36,
                  concentric: (n) => (n.data("seed") ? 1e6 : Math.round(Math.log2(1 + (n.data("support") || 1)))),
                  levelWidth: () => 2, nodeDimensionsIncludeLabels: true })
        .run();
    } else if (nodes.length > LARGE) layoutLarge(cy, nodes);
    else {
      shown.layout({ ...FCOSE, randomize: true, quality: nodes.length > 60 ? "default" : "proof" }).run();
      separate(cy, nodes);
    }
  });
}

/** Places the new nodes among those that stand; no other node moves. `anchor` is where they come out of. */
function layoutNew(cy, fresh, anchor) {
  if (fresh.empty()) return;
  const golden = Math.PI * (3 - Math.sqrt(5));
  fresh.forEach((node, i) => {
    const known = node.neighborhood("node").difference(fresh);
    const from = known.nonempty() ? known[0].position() : anchor;
    const radius = 60 + 22 * Math.sqrt(i + 1);
    node.position({ x: from.x + radius * Math.cos(i * golden), y: from.y + radius * Math.sin(i * golden) });
  });
  const isFresh = new Set(fresh.map((n) => n.id()));
  relaxNodes(cy, cy.nodes(":visible"), (n) => isFresh.has(n.id()), (n) => n.position(), {
    iterations: 140,
    gravity: 0,
    heat: 26,
  });
}

/** Positions of `ids` in as few characters as a link can bear: a check of the ids, then pairs of 16-bit integers. */
function encodePositions(cy, ids) {
  const bytes = new Uint8Array(4 + ids.length * 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, hash(ids.join("\n")));
  ids.forEach((id, i) => {
    const p = cy.getElementById(id).position();
    view.setInt16(4 + i * 4, Math.max(-32000, Math.min(32000, Math.round(p.x))));
    view.setInt16(6 + i * 4, Math.max(-32000, Math.min(32000, Math.round(p.y))));
  });
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** Which of `ids` are held, as their places in the list. */
function encodePins(cy, ids) {
  return ids.flatMap((id, i) => (cy.getElementById(id).hasClass("pinned") ? [i] : [])).join(".");
}

function decodePins(text, ids) {
  return new Set((text || "").split(".").filter(Boolean).map((i) => ids[Number(i)]).filter(Boolean));
}

/** The inverse of encodePositions: id to position, empty where the text belongs to another set of nodes. */
function decodePositions(text, ids) {
  const found = new Map();
  try {
    const raw = atob((text || "").replace(/-/g, "+").replace(/_/g, "/"));
    const bytes = Uint8Array.from(raw, (c) => c.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    if (bytes.length !== 4 + ids.length * 4 || view.getUint32(0) !== hash(ids.join("\n"))) return found;
    ids.forEach((id, i) => found.set(id, { x: view.getInt16(4 + i * 4), y: view.getInt16(6 + i * 4) }));
  } catch {
    return new Map();
  }
  return found;
}
