// The search box: suggestions come from Python while one types; keys as in any combo box.
const SHAPES = {
  ellipse: '<circle cx="8" cy="8" r="6"/>', "small circle": '<circle cx="8" cy="8" r="4"/>',
  diamond: '<path d="M8 1l7 7-7 7-7-7z"/>', "rounded rectangle": '<rect x="2" y="2" width="12" height="12" rx="3"/>',
  triangle: '<path d="M8 2l7 12H1z"/>', hexagon: '<path d="M4.5 2h7L15 8l-3.5 6h-7L1 8z"/>',
};
const BOXES = new WeakMap();

function dark(host) {
  const [r, g, b] = (getComputedStyle(host).color.match(/[\d.]+/g) || [0, 0, 0]).map(Number);
  return r + g + b > 380;
}

class Box {
  constructor(root) {
    this.input = root.querySelector("input");
    this.list = root.querySelector("ul");
    this.at = -1;
    this.n = 0;
    this.input.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.setState("text", this.input.value), 110);
    });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("focus", () => this.draw());
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  update({ data, setStateValue, setTriggerValue }) {
    this.data = data;
    this.setState = setStateValue;
    this.trigger = setTriggerValue;
    this.input.placeholder = data.placeholder;
    this.input.setAttribute("aria-label", data.placeholder);
    globalThis.methodgraphSearch = this.input;
    if (this.input.matches(":focus")) this.draw();
    if (this.waiting && data.text === this.input.value) {
      this.waiting = false;
      this.choose(Math.max(0, this.at));
    }
  }

  draw() {
    const { found, text, none } = this.data;
    const typed = this.input.value.trim();
    if (!typed || text.trim() !== typed) return typed ? undefined : this.close();
    this.at = found.length ? Math.max(0, Math.min(this.at, found.length - 1)) : -1;
    const mode = dark(this.input) ? "dark" : "light";
    const rows = found.map((f, i) => {
      const row = document.createElement("li");
      row.id = `option-${i}`;
      row.setAttribute("role", "option");
      const look = this.data.palette[f.label];
      row.innerHTML = `<svg viewBox="0 0 16 16" style="fill:${look[mode]}">${SHAPES[look.shape]}</svg>`;
      const add = (css, words) => {
        if (!words) return;
        const part = document.createElement("bdi");
        part.className = css;
        part.textContent = words;
        row.append(part);
      };
      add("name", f.name);
      add("also", f.matched ? `also “${f.matched}”` : "");
      add("kind", `${look.singular}${f.support ? ` · ${f.support.toLocaleString("en")}` : ""}`);
      row.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        this.choose(i);
      });
      row.addEventListener("pointermove", () => this.mark(i));
      return row;
    });
    if (!rows.length) {
      const row = document.createElement("li");
      row.className = "none";
      row.textContent = none;
      rows.push(row);
    }
    this.list.replaceChildren(...rows);
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.mark(this.at);
  }

  mark(i) {
    this.at = i;
    [...this.list.children].forEach((row, j) => row.setAttribute("aria-selected", String(i === j)));
    this.input.setAttribute("aria-activedescendant", i >= 0 ? `option-${i}` : "");
    if (this.list.children[i]) this.list.children[i].scrollIntoView({ block: "nearest" });
  }

  key(event) {
    event.stopPropagation();
    const last = this.data.found.length - 1;
    if (event.key === "ArrowDown") this.mark(Math.min(last, this.at + 1));
    else if (event.key === "ArrowUp") this.mark(Math.max(0, this.at - 1));
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter") {
      if (this.data.text === this.input.value) this.choose(Math.max(0, this.at));
      else this.waiting = true;
    } else return;
    event.preventDefault();
  }

  choose(i) {
    const found = this.data.found[i];
    if (!found) return;
    this.input.value = "";
    this.at = -1;
    this.close();
    this.input.blur();
    this.trigger("chosen", { id: found.id, label: found.label, n: ++this.n });
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}

export default function search(component) {
  const root = component.parentElement;
  if (!BOXES.has(root)) BOXES.set(root, new Box(root));
  BOXES.get(root).update(component);
}
