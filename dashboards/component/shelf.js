// Queries that were asked before, and those that a person keeps. They stay in this browser (localStorage): a server may
// have many people, and what one asks is nobody else's business.
const KEY = "methodgraph-queries";
const MOST = { history: 50, favourites: 200 };
const SHELVES = new WeakMap();
let memory = null;

/** What is kept, whatever somebody else wrote under our key. */
function read() {
  let found = memory;
  try {
    found = JSON.parse(localStorage.getItem(KEY)) || memory;
  } catch {
    /* no storage, or not ours: this page's own memory */
  }
  const list = (name) => {
    const entries = found && Array.isArray(found[name]) ? found[name] : [];
    return entries.filter((e) => e && (typeof e.q === "string" || typeof e.named === "string")).slice(0, MOST[name]);
  };
  return { history: list("history"), favourites: list("favourites") };
}

function write(kept) {
  memory = kept;
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    /* full or forbidden: it lasts as long as the page */
  }
}

/** Two queries are one when text, name and parameters are. */
function sameAs(query) {
  const id = ({ q, named, p }) => JSON.stringify([q || "", named || "", Object.entries(p || {}).sort()]);
  const wanted = id(query);
  return (other) => id(other) === wanted;
}

class Shelf {
  constructor(root) {
    this.root = root;
    this.q = (selector) => root.querySelector(selector);
    this.open = "";
    this.n = 0;
    root.addEventListener("click", (event) => this.click(event));
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.open) return;
      const button = this.q(`[data-list="${this.open}"]`);
      this.show("");
      button.focus();
    });
    this.away = (event) => {
      if (this.open && !event.composedPath().includes(root)) this.show("");
    };
    document.addEventListener("pointerdown", this.away);
  }

  update({ data, setTriggerValue }) {
    this.data = data;
    this.trigger = setTriggerValue;
    if (data.ran && data.ran.n !== this.ran) {
      this.ran = data.ran.n;
      const kept = read();
      const entry = { ...data.ran.query, at: Date.now(), about: data.ran.about };
      kept.history = [entry, ...kept.history.filter((e) => !sameAs(entry)(e))].slice(0, MOST.history);
      write(kept);
    }
    this.draw();
  }

  draw() {
    const kept = read();
    const keep = this.q('[data-do="keep"]');
    const held = kept.favourites.some(sameAs(this.data.now));
    keep.setAttribute("aria-pressed", String(held));
    keep.querySelector("span").textContent = held ? "Kept: take it off" : "Keep this query";
    for (const button of this.root.querySelectorAll("[data-list]")) {
      button.setAttribute("aria-expanded", String(button.dataset.list === this.open));
    }
    this.q(".list").hidden = !this.open;
    if (!this.open) return;
    const rows = kept[this.open].map((entry, i) => this.row(entry, i));
    if (!rows.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.textContent = this.open === "history" ? "Nothing was asked in this browser yet." : "No query is kept yet.";
      rows.push(none);
    }
    this.q("ul").replaceChildren(...rows);
  }

  row(entry, i) {
    const row = document.createElement("li");
    const take = document.createElement("button");
    take.className = "take";
    take.dataset.take = i;
    take.title = entry.q || entry.title || entry.named;
    const text = document.createElement("span");
    text.className = "text";
    const values = Object.entries(entry.p || {}).filter(([, v]) => v !== "");
    const given = values.length ? ` (${values.map(([k, v]) => `${k}: ${v}`).join(", ")})` : "";
    text.textContent = `${entry.named ? entry.title || entry.named : entry.q.replace(/\s+/g, " ").trim()}${given}`;
    take.append(text);
    if (this.open === "history" && entry.about) {
      const about = document.createElement("span");
      about.className = "about";
      about.textContent = entry.about;
      take.append(about);
    }
    const drop = document.createElement("button");
    drop.dataset.drop = i;
    drop.textContent = "×";
    drop.setAttribute("aria-label", `Take off: ${text.textContent.slice(0, 60)}`);
    row.append(take, drop);
    return row;
  }

  show(list) {
    this.open = this.open === list ? "" : list;
    this.draw();
  }

  click(event) {
    const button = event.composedPath().find((el) => el instanceof HTMLButtonElement);
    if (!button) return;
    const kept = read();
    if (button.dataset.list) this.show(button.dataset.list);
    else if (button.dataset.take !== undefined) {
      const entry = kept[this.open][Number(button.dataset.take)];
      this.show("");
      if (entry) this.trigger("chosen", { q: entry.q || "", named: entry.named || "", p: entry.p || {}, n: ++this.n });
    } else if (button.dataset.drop !== undefined) {
      kept[this.open].splice(Number(button.dataset.drop), 1);
      write(kept);
      this.draw();
    } else if (button.dataset.do === "keep") {
      const same = sameAs(this.data.now);
      const held = kept.favourites.some(same);
      const rest = kept.favourites.filter((e) => !same(e));
      kept.favourites = held ? rest : [this.data.now, ...rest].slice(0, MOST.favourites);
      write(kept);
      this.draw();
      this.say(held ? "Taken off the favourites" : "Kept");
    } else if (button.dataset.do === "link") this.copy(button);
  }

  copy(button) {
    const words = button.querySelector("span");
    const flash = (text) => {
      words.textContent = text;
      this.say(text);
      setTimeout(() => (words.textContent = "Copy link"), 1800);
    };
    const failed = () => flash("It is in the address bar");
    if (navigator.clipboard) navigator.clipboard.writeText(location.href).then(() => flash("Link copied"), failed);
    else failed();
  }

  say(text) {
    this.q(".say").textContent = text;
  }
}

export default function shelf(component) {
  const root = component.parentElement;
  if (!SHELVES.has(root)) SHELVES.set(root, new Shelf(root));
  const made = SHELVES.get(root);
  made.update(component);
  return () => {
    document.removeEventListener("pointerdown", made.away);
    SHELVES.delete(root);
  };
}
