// The graph on the page: takes nodes and edges from Python, keeps places, and says back what the person did.

const LEGEND_SHAPES = {
  ellipse: '<circle cx="8" cy="8" r="6"/>',
  "small circle": '<circle cx="8" cy="8" r="4"/>',
  diamond: '<path d="M8 1l7 7-7 7-7-7z"/>',
  "rounded rectangle": '<rect x="2" y="2" width="12" height="12" rx="3"/>',
  triangle: '<path d="M8 2l7 12H1z"/>',
  hexagon: '<path d="M4.5 2h7L15 8l-3.5 6h-7L1 8z"/>',
};

class GraphCanvas {
  constructor(root) {
    this.root = root;
    this.q = (selector) => root.querySelector(selector);
    this.stage = this.q(".stage");
    this.memory = new Map();
    this.history = [];
    this.future = [];
    this.hidden = new Set();
    this.scene = null;
    this.nonce = 0;
    this.cy = methodgraphCytoscape.default({
      container: this.q(".canvas"),
      elements: [],
      minZoom: 0.08,
      maxZoom: 3.5,
      boxSelectionEnabled: true,
      selectionType: "single",
    });
    this.listen();
    this.observer = new ResizeObserver(() => this.cy.resize());
    this.observer.observe(this.stage);
  }

  // ---- what comes from Python -------------------------------------------------------------------------------

  /** Takes new data; everything that stands keeps its place. Called again whenever data or theme change. */
  update({ data, setStateValue, setTriggerValue }) {
    this.data = data;
    this.setState = setStateValue;
    this.trigger = setTriggerValue;
    this.theme = readTheme(this.stage);
    this.root.querySelector(".mg").dataset.mode = this.theme.dark ? "dark" : "light";
    this.root.querySelectorAll(".edits").forEach((el) => (el.hidden = !data.editable));
    this.stage.style.height = `${data.height || 560}px`;
    this.cy.style(stylesheet(this.theme, data.palette));
    const anew = this.scene !== data.scene;
    if (anew) {
      this.scene = data.scene;
      this.cy.elements().remove();
      this.memory.clear();
      this.history = [];
      this.future = [];
      this.hidden = new Set(data.hidden || []);
    }
    this.merge(data, anew);
    this.drawLegend();
    this.drawFoot();
    if (anew || data.selected !== this.sentSelection) this.applySelection(data.selected);
    this.busy(false);
  }

  merge({ nodes, edges, at, pin }, anew) {
    const cy = this.cy;
    const ids = nodes.map((n) => n.id);
    const wanted = new Set([...ids, ...edges.map((e) => e.id)]);
    const before = cy.nodes().length;
    let fresh = cy.collection();
    cy.startBatch();
    cy.elements().forEach((el) => {
      if (wanted.has(el.id())) return;
      if (el.isNode()) this.memory.set(el.id(), { ...el.position() });
      el.remove();
    });
    const linked = anew || before === 0 ? decodePositions(at, ids) : new Map();
    const held = linked.size ? decodePins(pin, ids) : new Set();
    for (const node of nodes) {
      const shape = { ...node, short: cut(node.name), size: nodeSize(node.support, node.label) };
      const old = cy.getElementById(node.id);
      if (old.nonempty()) {
        old.data(shape);
        continue;
      }
      const place = this.memory.get(node.id) || linked.get(node.id) || (node.x === undefined ? null : { x: node.x, y: node.y });
      const added = cy.add({ group: "nodes", data: shape, position: place ? { ...place } : undefined });
      if (!place) fresh = fresh.union(added);
      if (held.has(node.id)) this.hold(added, true);
    }
    for (const edge of edges) {
      const shape = { ...edge, width: edgeWidth(edge.support) };
      const old = cy.getElementById(edge.id);
      if (old.nonempty()) old.data(shape);
      else cy.add({ group: "edges", data: shape });
    }
    cy.endBatch();
    this.applyHidden();
    const standing = cy.nodes().difference(fresh);
    cy.resize();
    if (fresh.nonempty() && standing.empty()) layoutAll(cy, this.data.layout || "force");
    else if (fresh.nonempty()) this.settle(fresh);
    if (standing.empty() || anew) cy.fit(cy.elements(":visible"), 46);
    else if (fresh.nonempty()) this.reveal(fresh);
    if (cy.zoom() > 1.5) this.zoomTo(1.5);
    const empty = this.q(".empty");
    empty.hidden = nodes.length > 0;
    empty.textContent = this.data.empty || "";
    this.remember();
  }

  /** Lays the new nodes out and lets them glide out of the node that was expanded. */
  settle(fresh) {
    const around = this.lastExpanded ? this.cy.getElementById(this.lastExpanded) : this.cy.collection();
    const box = this.cy.extent();
    const anchor = around.nonempty() ? { ...around.position() } : { x: (box.x1 + box.x2) / 2, y: (box.y1 + box.y2) / 2 };
    layoutNew(this.cy, fresh, anchor);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches || fresh.length > 150) return;
    fresh.forEach((node) => {
      const to = { ...node.position() };
      node.position({ ...anchor });
      node.animate({ position: to }, { duration: 260, easing: "ease-out-cubic", complete: () => this.remember() });
      this.memory.set(node.id(), to);
    });
  }

  /** Widens the view only when new nodes would lie outside it. */
  reveal(fresh) {
    const view = this.cy.extent();
    const place = (n) => this.memory.get(n.id()) || n.position();
    const outside = fresh.some((n) => {
      const p = place(n);
      return p.x < view.x1 || p.x > view.x2 || p.y < view.y1 || p.y > view.y2;
    });
    if (!outside) return;
    setTimeout(() => this.cy.animate({ fit: { eles: this.cy.elements(":visible"), padding: 40 } }, { duration: 240 }), 280);
  }

  zoomTo(level) {
    this.cy.zoom({ level, renderedPosition: { x: this.cy.width() / 2, y: this.cy.height() / 2 } });
    this.cy.center(this.cy.elements(":visible"));
  }

  // ---- what goes to Python ----------------------------------------------------------------------------------

  /** One act of the person that changes what stands on the canvas; `n` keeps two equal acts apart. */
  act(what, ids = []) {
    if (what === "expand") this.lastExpanded = ids[0];
    if (what !== "undo" && what !== "redo") {
      this.history.push({ kind: "python" });
      this.future = [];
    }
    this.busy(true);
    this.trigger("act", { do: what, ids, n: ++this.nonce });
  }

  select(selection) {
    const text = selection ? `${selection.kind}:${selection.id}` : "";
    if (text === this.sentSelection) return;
    this.sentSelection = text;
    this.setState("selected", text);
  }

  /** Positions go into the address of the page, so that a link shows the same picture. */
  remember() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (!this.data || !this.root.isConnected || !this.data.link) return;
      const ids = this.data.nodes.map((n) => n.id).filter((id) => this.cy.getElementById(id).nonempty());
      const url = new URL(location.href);
      if (ids.length && ids.length <= 300) url.searchParams.set("at", encodePositions(this.cy, ids));
      else url.searchParams.delete("at");
      const pins = url.searchParams.has("at") ? encodePins(this.cy, ids) : "";
      if (pins) url.searchParams.set("pin", pins);
      else url.searchParams.delete("pin");
      history.replaceState(history.state, "", url);
    }, 350);
  }

  busy(on) {
    this.root.querySelector(".mg").classList.toggle("busy", on);
  }

  say(text) {
    this.q(".say").textContent = text;
  }

  // ---- selection, hiding, finding ---------------------------------------------------------------------------

  applySelection(text) {
    this.sentSelection = text || "";
    this.quiet = true;
    this.cy.elements().unselect();
    if (text) {
      const found = this.cy.getElementById(text.slice(text.indexOf(":") + 1));
      if (found.nonempty()) found.select();
    }
    this.quiet = false;
    this.highlight(this.cy.$(":selected"));
    this.enable();
  }

  /** Selects a node and brings it into view. */
  pick(id) {
    const node = this.cy.getElementById(id);
    if (node.empty() || !node.visible()) return false;
    this.cy.elements().unselect();
    node.select();
    const { x1, x2, y1, y2 } = this.cy.extent();
    const { x, y } = node.position();
    if (x < x1 || x > x2 || y < y1 || y > y2) this.cy.animate({ center: { eles: node } }, { duration: 180 });
    return true;
  }

  highlight(focus) {
    const cy = this.cy;
    cy.batch(() => {
      cy.elements().removeClass("dim near");
      if (focus.empty()) return;
      const near = focus.closedNeighborhood().union(focus.edges().connectedNodes()).union(focus);
      cy.elements().difference(near).addClass("dim");
      focus.edges().addClass("near");
      if (focus.nodes().length === 1) focus.nodes().connectedEdges().addClass(focus.degree() <= 14 ? "near" : "");
      near.nodes().addClass("near");
    });
  }

  applyHidden() {
    this.cy.batch(() => this.cy.nodes().forEach((n) => n.toggleClass("hidden", this.hidden.has(n.data("label")))));
  }

  /** Holds nodes where they are, or lets them go. */
  hold(nodes, on) {
    nodes.forEach((n) => {
      n.toggleClass("pinned", on);
      if (on) n.lock();
      else n.unlock();
    });
  }

  find(text) {
    const wanted = text.trim().toLowerCase();
    this.cy.nodes().removeClass("found");
    if (!wanted) return;
    const found = this.cy.nodes(":visible").filter((n) => n.data("name").toLowerCase().includes(wanted));
    found.addClass("found");
    this.say(`${found.length} found`);
    if (found.nonempty()) this.cy.animate({ center: { eles: found[0] } }, { duration: 180 });
  }

  /** Selects the next node that the search found. */
  findNext() {
    const found = this.cy.nodes(".found").toArray();
    if (!found.length) return;
    const at = found.findIndex((n) => n.selected());
    this.pick(found[(at + 1) % found.length].id());
  }

  // ---- drawing around the canvas ----------------------------------------------------------------------------

  drawLegend() {
    const legend = this.q(".legend");
    const mode = this.theme.dark ? "dark" : "light";
    const counts = {};
    for (const n of this.data.nodes) counts[n.label] = (counts[n.label] || 0) + 1;
    legend.replaceChildren(
      ...Object.entries(this.data.palette)
        .filter(([label]) => counts[label])
        .map(([label, look]) => {
          const button = document.createElement("button");
          button.dataset.label = label;
          button.setAttribute("aria-pressed", String(!this.hidden.has(label)));
          button.title = this.hidden.has(label) ? `Show ${look.plural.toLowerCase()}` : `Hide ${look.plural.toLowerCase()}`;
          button.innerHTML = `<svg viewBox="0 0 16 16" style="fill:${look[mode]}">${LEGEND_SHAPES[look.shape]}</svg>`;
          const name = document.createElement("span");
          name.textContent = `${look.plural} ${counts[label].toLocaleString("en")}`;
          button.append(name);
          return button;
        }),
    );
  }

  drawFoot() {
    this.q(".count").textContent = this.data.status || "";
    const more = this.q('[data-do="more"]');
    more.hidden = !this.data.more;
    if (this.data.more) more.textContent = this.data.more.words;
    this.q('[data-do="undo"]').disabled = !(this.history.length || this.data.canUndo);
    this.q('[data-do="redo"]').disabled = !(this.future.length || this.data.canRedo);
    this.enable();
  }

  enable() {
    const nodes = this.cy.nodes(":selected");
    for (const name of ["expand", "remove", "pin"]) {
      this.q(`[data-do="${name}"]`).disabled = nodes.empty() || (name !== "pin" && !this.data.editable);
    }
  }

  destroy() {
    clearTimeout(this.timer);
    this.observer.disconnect();
    this.cy.destroy();
  }
}
