// Links of the app (data-mg) change the page without loading it anew: the click goes to Python, which switches the
// page. With a modifier key, or the middle button, they open as any link does.
const STATE = { trigger: null, n: 0 };

function onClick(event) {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.composedPath().find((el) => el instanceof HTMLAnchorElement && el.dataset.mg);
  if (!link || !STATE.trigger) return;
  event.preventDefault();
  // A chip beside the canvas selects its node there; where it is not on the canvas, it leads to its page.
  if (link.dataset.node && globalThis.methodgraph && globalThis.methodgraph.pick(link.dataset.node)) return;
  link.style.opacity = "0.55";
  setTimeout(() => (link.style.opacity = ""), 900);
  const url = new URL(link.getAttribute("href"), document.baseURI);
  const view = url.pathname.split("/").filter(Boolean).pop() || "";
  const query = {};
  for (const name of url.searchParams.keys()) query[name] = url.searchParams.getAll(name);
  STATE.trigger("go", { view, query, n: ++STATE.n });
}

function onKey(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = event.composedPath()[0];
  if (at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName))) return;
  if (!globalThis.methodgraphSearch) return;
  event.preventDefault();
  globalThis.methodgraphSearch.focus();
}

export default function router({ setTriggerValue }) {
  STATE.trigger = setTriggerValue;
  if (!STATE.listening) {
    STATE.listening = true;
    document.addEventListener("click", onClick, true);
    document.addEventListener("keydown", onKey);
  }
  return () => {
    STATE.trigger = null;
  };
}
