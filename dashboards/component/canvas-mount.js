// The module of the graph component itself: small, because Streamlit sends it again with every change of the graph.
// The library (Cytoscape and the canvas) comes once a page, in a component of its own whose message never changes.
export default function mount(component) {
  if (globalThis.methodgraph) return globalThis.methodgraph.canvas(component);
  let gone = false;
  let clean = null;
  const start = () => {
    if (!gone) clean = globalThis.methodgraph.canvas(component);
  };
  globalThis.addEventListener("methodgraph-ready", start, { once: true });
  return () => {
    gone = true;
    globalThis.removeEventListener("methodgraph-ready", start);
    if (clean) clean();
  };
}
