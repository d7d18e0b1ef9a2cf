// A force layout of our own for what fcose is too slow at: large canvases, and new nodes among many that stand.
// Fruchterman and Reingold's forces with a temperature; every pair is looked at, which 1,000 nodes bear.

/**
 * Moves the free nodes; fixed ones push and pull but stay.
 *
 * `places` is [{x, y, r, free}], radius in pixels; `links` is [[i, j]]; positions are changed in place.
 */
function relax(places, links, { iterations = 120, length = 92, gravity = 0.012, heat = 60 } = {}) {
  const n = places.length;
  const x = Float64Array.from(places, (p) => p.x);
  const y = Float64Array.from(places, (p) => p.y);
  const r = Float64Array.from(places, (p) => p.r);
  const degree = new Float64Array(n);
  links.forEach(([i, j]) => {
    degree[i]++;
    degree[j]++;
  });
  const free = places.map((p, i) => (p.free ? i : -1)).filter((i) => i >= 0);
  const dx = new Float64Array(n);
  const dy = new Float64Array(n);
  const reach = (6 * length) ** 2;
  for (let step = 0; step < iterations; step++) {
    dx.fill(0);
    dy.fill(0);
    for (const i of free) {
      for (let j = 0; j < n; j++) {
        if (i === j) continue;
        let ax = x[i] - x[j];
        let ay = y[i] - y[j];
        let d2 = ax * ax + ay * ay;
        if (d2 > reach) continue;
        if (d2 < 0.01) {
          ax = ((i % 7) - 3) * 0.1 + 0.05;
          ay = ((j % 5) - 2) * 0.1 + 0.05;
          d2 = ax * ax + ay * ay;
        }
        const d = Math.sqrt(d2);
        const close = r[i] + r[j] + 16;
        const push = (length * length) / d2 + (d < close ? (3 * (close - d)) / d : 0);
        dx[i] += ax * push;
        dy[i] += ay * push;
      }
      dx[i] -= x[i] * gravity * 10;
      dy[i] -= y[i] * gravity * 10;
    }
    for (const [i, j] of links) {
      const ax = x[i] - x[j];
      const ay = y[i] - y[j];
      const d = Math.sqrt(ax * ax + ay * ay) || 0.1;
      const wanted = length + r[i] + r[j];
      const pull = d / wanted / Math.sqrt(Math.max(1, Math.min(degree[i], degree[j])));
      dx[i] -= ax * pull;
      dy[i] -= ay * pull;
      dx[j] += ax * pull;
      dy[j] += ay * pull;
    }
    const limit = heat * (1 - step / iterations) + 1;
    for (const i of free) {
      const d = Math.sqrt(dx[i] * dx[i] + dy[i] * dy[i]) || 1;
      const move = Math.min(d, limit) / d;
      x[i] += dx[i] * move;
      y[i] += dy[i] * move;
    }
  }
  free.forEach((i) => {
    places[i].x = x[i];
    places[i].y = y[i];
  });
}

/** Runs `relax` over nodes of a canvas; `start` gives the first place of each free node. */
function relaxNodes(cy, nodes, isFree, start, options) {
  const list = nodes.toArray();
  const at = new Map(list.map((n, i) => [n.id(), i]));
  const places = list.map((n, i) => ({
    ...(isFree(n) ? start(n, i) : n.position()),
    r: n.data("size") / 2 + 6,
    free: isFree(n),
  }));
  const links = nodes
    .edgesWith(nodes)
    .map((e) => [at.get(e.source().id()), at.get(e.target().id())])
    .filter(([i, j]) => i !== j);
  relax(places, links, options);
  cy.batch(() => list.forEach((n, i) => isFree(n) && n.position({ x: places[i].x, y: places[i].y })));
}

/** Pushes overlapping nodes apart, the smaller one farther: fcose leaves some of a crowd on each other. */
function separate(cy, nodes) {
  const list = nodes.toArray();
  const at = list.map((n) => ({ ...n.position(), r: n.data("size") / 2 + 9 }));
  for (let round = 0; round < 60; round++) {
    let moved = false;
    for (let i = 0; i < at.length; i++)
      for (let j = i + 1; j < at.length; j++) {
        const [a, b] = [at[i], at[j]];
        const dx = b.x - a.x || 0.1;
        const dy = b.y - a.y || 0.1;
        const d = Math.hypot(dx, dy);
        const over = a.r + b.r - d;
        if (over <= 0.5) continue;
        moved = true;
        const share = b.r / (a.r + b.r);
        a.x -= (dx / d) * over * share;
        a.y -= (dy / d) * over * share;
        b.x += (dx / d) * over * (1 - share);
        b.y += (dy / d) * over * (1 - share);
      }
    if (!moved) break;
  }
  cy.batch(() => list.forEach((n, i) => n.position({ x: at[i].x, y: at[i].y })));
}

/** First layout of a large canvas: breadth-first order on a sunflower, then forces. */
function layoutLarge(cy, nodes) {
  const order = new Map();
  const most = nodes.max((n) => n.degree()).ele;
  nodes.union(nodes.edgesWith(nodes)).bfs({ roots: most, visit: (n) => void order.set(n.id(), order.size) });
  nodes.forEach((n) => order.has(n.id()) || order.set(n.id(), order.size));
  const golden = Math.PI * (3 - Math.sqrt(5));
  const start = (n) => {
    const i = order.get(n.id());
    return { x: 34 * Math.sqrt(i) * Math.cos(i * golden), y: 34 * Math.sqrt(i) * Math.sin(i * golden) };
  };
  relaxNodes(cy, nodes, () => true, start, { iterations: nodes.length > 600 ? 70 : 160, heat: 90 });
}
