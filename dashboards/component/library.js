// The last file of the library: what the small component modules find on the page.

const CANVASES = new WeakMap();

globalThis.methodgraph = {
  /** Makes or updates the canvas in a component's root, and returns what takes it away. */
  canvas(component) {
    const root = component.parentElement;
    let canvas = CANVASES.get(root);
    if (!canvas || canvas.gone) {
      canvas = new GraphCanvas(root);
      CANVASES.set(root, canvas);
    }
    canvas.update(component);
    this.shown = canvas;
    return () => {
      canvas.gone = true;
      if (this.shown === canvas) this.shown = null;
      canvas.destroy();
    };
  },

  /** Selects a node of the canvas on the page by its id; false where there is none. */
  pick(id) {
    return Boolean(this.shown && this.shown.pick(id));
  },
};
globalThis.dispatchEvent(new Event("methodgraph-ready"));

export default function library() {}
