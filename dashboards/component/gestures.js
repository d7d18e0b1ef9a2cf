// Mouse, touch and keys of the canvas.

Object.assign(GraphCanvas.prototype, {
  listen() {
    const cy = this.cy;
    const tip = this.q(".tip");
    cy.on("select unselect", () => {
      if (this.quiet) return;
      clearTimeout(this.selecting);
      this.selecting = setTimeout(() => this.selected(), 0);
    });
    cy.on("dbltap", "node", (event) => this.data.editable && this.act("expand", [event.target.id()]));
    cy.on("mouseover", "node, edge", (event) => {
      const el = event.target;
      this.highlight(el);
      this.stage.style.cursor = "pointer";
      tip.textContent = el.isNode() ? this.nodeWords(el) : this.edgeWords(el);
      const p = el.isNode() ? el.renderedPosition() : el.renderedMidpoint();
      tip.style.left = `${Math.max(8, Math.min(this.stage.clientWidth - 260, p.x + 14))}px`;
      tip.style.top = `${Math.max(8, Math.min(this.stage.clientHeight - 48, p.y + 14))}px`;
      tip.hidden = false;
    });
    cy.on("mouseout", "node, edge", () => {
      this.stage.style.cursor = "";
      tip.hidden = true;
      this.highlight(cy.$(":selected"));
    });
    cy.on("grab", "node", (event) => {
      const moved = event.target.selected() ? cy.nodes(":selected") : event.target;
      this.grabbed = new Map(moved.map((n) => [n.id(), { ...n.position() }]));
      tip.hidden = true;
    });
    cy.on("dragfree", "node", () => this.moved());
    this.root.addEventListener("click", (event) => {
      const button = event.composedPath().find((el) => el instanceof HTMLButtonElement);
      if (!button) return;
      if (button.dataset.label) this.toggle(button.dataset.label);
      else if (button.dataset.do) this.command(button.dataset.do);
    });
    this.q('[data-pick="layout"]').addEventListener("change", (event) => {
      this.relayout(event.target.value);
      event.target.value = "";
    });
    this.q('[data-pick="export"]').addEventListener("change", (event) => {
      exportAs(event.target.value, cy, this.theme, this.data.palette);
      event.target.value = "";
    });
    const find = this.q(".find");
    find.addEventListener("input", () => this.find(find.value));
    find.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") this.findNext();
    });
    this.stage.addEventListener("keydown", (event) => this.key(event));
  },

  nodeWords(node) {
    const look = this.data.palette[node.data("label")];
    const support = node.data("support");
    const papers = support ? `, ${support.toLocaleString("en")} ${support === 1 ? "paper" : "papers"}` : "";
    return `${cut(node.data("name"), 120)} · ${look ? look.singular : node.data("label")}${papers}`;
  },

  edgeWords(edge) {
    const support = edge.data("support");
    const papers = support ? ` · ${support.toLocaleString("en")} ${support === 1 ? "paper" : "papers"}` : "";
    return `${cut(edge.source().data("name"), 60)} ${edge.data("words")} ${cut(edge.target().data("name"), 60)}${papers}`;
  },

  selected() {
    const chosen = this.cy.$(":selected");
    this.highlight(chosen);
    this.enable();
    if (chosen.length === 1) {
      const el = chosen[0];
      this.say(el.isNode() ? `${this.nodeWords(el)}, ${el.degree()} edges shown` : this.edgeWords(el));
      this.select({ kind: el.isNode() ? "node" : "edge", id: el.id() });
    } else if (chosen.empty()) this.select(null);
    else this.say(`${chosen.length} selected`);
  },

  command(what) {
    const cy = this.cy;
    const nodes = cy.nodes(":selected");
    const ids = nodes.map((n) => n.id());
    if (what === "fit") cy.animate({ fit: { eles: cy.elements(":visible"), padding: 40 } }, { duration: 200 });
    else if (what === "full") this.fullScreen();
    else if (what === "link") this.copyLink();
    else if (what === "box") this.boxes(this.cy.userPanningEnabled());
    else if (what === "pin" && ids.length) {
      const on = !nodes.toArray().every((n) => n.hasClass("pinned"));
      const changed = nodes.filter((n) => n.hasClass("pinned") !== on).map((n) => n.id());
      this.did({ kind: "pin", ids: changed, on });
      this.hold(nodes, on);
      this.say(`${ids.length} ${on ? "held" : "let go"}`);
      this.remember();
    } else if (what === "undo") this.undo();
    else if (what === "redo") this.redo();
    else if (what === "more") {
      this.lastExpanded = this.data.more && this.data.more.id;
      this.act("more", [this.data.more.id]);
    } else if (ids.length && this.data.editable) {
      this.act(what, ids);
    }
  },

  /** Moves are undone here, where positions live; what stands on the canvas is undone by Python. */
  undo() {
    const last = this.history.pop() || (this.data.canUndo ? { kind: "python" } : null);
    if (!last) return;
    this.future.push(last);
    if (last.kind === "python") this.act("undo");
    else if (last.kind === "pin") this.pins(last.ids, !last.on);
    else this.place(last.before);
    this.drawFoot();
  },

  redo() {
    const next = this.future.pop() || (this.data.canRedo ? { kind: "python" } : null);
    if (!next) return;
    this.history.push(next);
    if (next.kind === "python") this.act("redo");
    else if (next.kind === "pin") this.pins(next.ids, next.on);
    else this.place(next.after);
    this.drawFoot();
  },

  place(positions) {
    this.cy.batch(() =>
      positions.forEach((p, id) => {
        const node = this.cy.getElementById(id);
        const held = node.locked();
        node.unlock();
        node.position({ ...p });
        if (held) node.lock();
      }),
    );
    this.remember();
  },

  pins(ids, on) {
    ids.forEach((id) => this.hold(this.cy.getElementById(id), on));
    this.remember();
  },

  /** Something that can be undone here. */
  did(step) {
    this.history.push(step);
    this.future = [];
    this.drawFoot();
  },

  /** Whether a drag over the ground draws a box around nodes, or moves the picture. */
  boxes(on) {
    this.cy.userPanningEnabled(!on);
    this.q('[data-do="box"]').setAttribute("aria-pressed", String(on));
    this.stage.classList.toggle("boxes", on);
  },

  moved() {
    const before = this.grabbed || new Map();
    const after = new Map([...before.keys()].map((id) => [id, { ...this.cy.getElementById(id).position() }]));
    this.did({ kind: "move", before, after });
    this.remember();
  },

  relayout(name) {
    if (!name) return;
    const before = new Map(this.cy.nodes().map((n) => [n.id(), { ...n.position() }]));
    const pinned = this.cy.nodes(".pinned");
    const held = new Map(pinned.map((n) => [n.id(), { ...n.position() }]));
    layoutAll(this.cy, name);
    held.forEach((p, id) => {
      const node = this.cy.getElementById(id);
      node.unlock();
      node.position(p);
      node.lock();
    });
    const after = new Map(this.cy.nodes().map((n) => [n.id(), { ...n.position() }]));
    this.did({ kind: "move", before, after });
    this.cy.animate({ fit: { eles: this.cy.elements(":visible"), padding: 40 } }, { duration: 200 });
    this.remember();
  },

  toggle(label) {
    if (this.hidden.has(label)) this.hidden.delete(label);
    else this.hidden.add(label);
    this.applyHidden();
    this.drawLegend();
    this.setState("hidden", [...this.hidden].sort());
  },

  fullScreen() {
    const root = this.root.querySelector(".mg");
    if (document.fullscreenElement) document.exitFullscreen();
    else root.requestFullscreen().then(() => this.cy.resize());
  },

  copyLink() {
    const done = () => this.flash("Link copied");
    const failed = () => this.flash("The link is in the address bar");
    if (navigator.clipboard) navigator.clipboard.writeText(location.href).then(done, failed);
    else failed();
  },

  flash(text) {
    const count = this.q(".count");
    count.textContent = text;
    this.say(text);
    setTimeout(() => (count.textContent = this.data.status || ""), 1800);
  },

  key(event) {
    const { key } = event;
    const combined = event.ctrlKey || event.metaKey;
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    let known = true;
    if (combined && key.toLowerCase() === "z") event.shiftKey ? this.redo() : this.undo();
    else if (combined && key.toLowerCase() === "y") this.redo();
    else if (combined) known = false;
    else if (arrows[key]) this.step(arrows[key]);
    else if (key === "Enter" || key === "+") this.command("expand");
    else if (key === "Delete" || key === "Backspace") this.command("remove");
    else if (key === "Escape") this.cy.elements().unselect();
    else if (key === "f" || key === "F") this.command("fit");
    else if (key === "p" || key === "P") this.command("pin");
    else if (key === "b" || key === "B") this.command("box");
    else if (key === "e" || key === "E") this.nextEdge();
    else known = false;
    if (known) {
      event.preventDefault();
      event.stopPropagation();
    }
  },

  /** Selects one edge after another of the selected node, so that its sentence can be read without a mouse. */
  nextEdge() {
    const chosen = this.cy.$(":selected");
    const edge = chosen.edges();
    const node = edge.nonempty() && this.walked ? this.cy.getElementById(this.walked) : chosen.nodes();
    if (node.length !== 1) return;
    this.walked = node.id();
    const edges = node.connectedEdges(":visible").toArray();
    if (!edges.length) return;
    const at = edge.nonempty() ? edges.findIndex((e) => e.id() === edge.id()) : -1;
    this.cy.elements().unselect();
    edges[(at + 1) % edges.length].select();
  },

  /** Selects the nearest node in a direction. */
  step([dx, dy]) {
    const nodes = this.cy.nodes(":visible");
    if (nodes.empty()) return;
    const current = this.cy.nodes(":selected");
    const from = current.nonempty() ? current[0].position() : null;
    let best = from ? null : nodes[0];
    let least = Infinity;
    if (from)
      nodes.forEach((n) => {
        const [x, y] = [n.position("x") - from.x, n.position("y") - from.y];
        const along = x * dx + y * dy;
        const cost = along + 2.5 * Math.abs(x * dy) + 2.5 * Math.abs(y * dx);
        if (along > 4 && cost < least) [best, least] = [n, cost];
      });
    if (!best) return;
    this.cy.elements().unselect();
    best.select();
  },
});
