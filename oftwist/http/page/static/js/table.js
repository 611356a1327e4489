// A table of any length in which only the rows in view exist. Rows are objects; columns say how a cell is filled. The
// table is one stop of the Tab key; arrows move in it, Enter chooses; screen readers hear rows and how many there are.

import { el, say } from "./dom.js";

const ROW = 26;
const SPARE = 6; // rows above and below the view

/** @typedef {{id: string, label: string, width: string, align?: "end", mono?: boolean,
 *    text?: (row) => string, fill?: (cell, row) => void, sort?: (row) => number|string, title?: (row) => string}} Column */
export class VirtualTable {
  /** `key(row)` names a row for as long as it lives; `chosen(row)` is called when one is chosen. */
  constructor({ label, columns, key, chosen = () => {}, empty = "nothing here", row = ROW }) {
    Object.assign(this, { columns, key, chosen, row, rows: [], shown: [], filter: null, sorting: null });
    this.lines = [];
    this.active = -1;
    this.id = `t${(VirtualTable.made = (VirtualTable.made ?? 0) + 1)}`;
    const template = columns.map(({ width }) => width).join(" ");
    this.heads = columns.map((column) => this.head(column));
    this.header = el("div", { class: "vt-head", role: "row", "aria-rowindex": 1 }, this.heads);
    this.space = el("div", { class: "vt-space", role: "presentation" });
    this.body = el("div", {
      class: "vt-body", role: "rowgroup",
    }, this.space);
    this.empty = el("p", { class: "vt-empty" }, empty);
    this.element = el("div", {
      class: "vt", role: "grid", "aria-label": label, "aria-readonly": "true", tabindex: 0,
    }, el("div", { role: "rowgroup", class: "vt-top" }, this.header), this.body, this.empty);
    this.element.style.setProperty("--columns", template);
    this.element.style.setProperty("--row", `${row}px`);
    this.element.addEventListener("scroll", () => this.soon(), { passive: true });
    this.element.addEventListener("keydown", (event) => this.keyed(event));
    this.resizing = new ResizeObserver(() => this.soon());
    this.resizing.observe(this.element);
  }

  head(column) {
    const attributes = { class: column.align === "end" ? "end" : null, role: "columnheader" };
    if (!column.sort) return el("div", attributes, column.label);
    return el("div", { ...attributes, "aria-sort": "none" },
      el("button", { type: "button", tabindex: -1, title: `Sort by ${column.label}`, onclick: () => this.sortBy(column) },
        column.label));
  }

  set(rows) {
    this.rows = rows;
    this.arrange();
  }

  /** Show only rows for which `filter(row)` is true; null shows all. */
  narrow(filter) {
    this.filter = filter;
    this.arrange();
  }

  sortBy(column) {
    const descending = this.sorting?.column === column && this.sorting.descending === (column.align === "end");
    this.sorting = { column, descending: column.align === "end" ? !descending : descending };
    this.heads.forEach((head, at) => {
      const sorted = this.columns[at] === column;
      if (this.columns[at].sort) {
        head.setAttribute("aria-sort", !sorted ? "none" : this.sorting.descending ? "descending" : "ascending");
      }
    });
    this.arrange();
  }

  arrange() {
    const activeKey = this.shown[this.active] && this.key(this.shown[this.active]);
    this.shown = this.filter ? this.rows.filter(this.filter) : this.rows;
    if (this.sorting) {
      const { column: { sort }, descending } = this.sorting;
      const turn = descending ? -1 : 1;
      const keyed = this.shown.map((row) => [sort(row), row]);
      keyed.sort(([a], [b]) => (a < b ? -turn : a > b ? turn : 0));
      this.shown = keyed.map(([, row]) => row);
    }
    this.active = activeKey === undefined ? -1 : this.shown.findIndex((row) => this.key(row) === activeKey);
    this.element.setAttribute("aria-rowcount", this.shown.length + 1);
    this.space.style.height = `${this.shown.length * this.row}px`;
    this.empty.hidden = this.shown.length > 0;
    this.paint();
  }

  soon() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.paint();
    });
  }

  /** Fill the rows in view; an element is used again for whatever row comes into its place. */
  paint() {
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(0, Math.floor(scrollTop / this.row) - SPARE);
    const last = Math.min(this.shown.length, Math.ceil((scrollTop + clientHeight) / this.row) + SPARE);
    const wanted = Math.max(0, last - first);
    while (this.lines.length < wanted) this.lines.push(this.line());
    while (this.lines.length > wanted) this.lines.pop().element.remove();
    // a row stays in its element while it is in view: nothing is filled that only moved
    const free = this.lines.filter(({ at }) => at < first || at >= last);
    const held = new Map(this.lines.filter(({ at }) => at >= first && at < last).map((line) => [line.at, line]));
    for (let at = first; at < last; at += 1) this.fill(held.get(at) ?? free.shift(), at);
    if (this.active >= first && this.active < last) this.element.setAttribute("aria-activedescendant", `${this.id}-${this.active}`);
    else this.element.removeAttribute("aria-activedescendant");
  }

  line() {
    const cells = this.columns.map((column) => el("div", {
      role: "gridcell", class: [column.align === "end" && "end", column.mono && "mono"].filter(Boolean).join(" ") || null,
    }));
    const line = { at: -1, cells };
    line.element = el("div", {
      class: "vt-row", role: "row", onclick: () => this.choose(line.at), onmousedown: () => this.element.focus({ preventScroll: true }),
    }, cells);
    this.space.append(line.element);
    return line;
  }

  fill(line, at) {
    const row = this.shown[at];
    if (line.at !== at) {
      line.at = at;
      line.element.style.transform = `translateY(${at * this.row}px)`;
      line.element.setAttribute("aria-rowindex", at + 2);
      line.element.id = `${this.id}-${at}`;
    }
    line.element.classList.toggle("active", at === this.active);
    line.element.setAttribute("aria-selected", at === this.active);
    this.columns.forEach((column, index) => {
      const cell = line.cells[index];
      if (column.fill) {
        column.fill(cell, row);
        return;
      }
      say(cell, column.text(row));
      if (column.title) cell.title = column.title(row);
    });
  }

  choose(at) {
    if (at < 0 || at >= this.shown.length) return;
    this.active = at;
    this.paint();
    this.chosen(this.shown[at]);
  }

  keyed(event) {
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.row) - 2);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.target !== this.element) return;
    if (event.key === "Enter" || event.key === " ") this.choose(this.active);
    else if (event.key in steps && this.shown.length) this.move(steps[event.key]);
    else return;
    event.preventDefault();
  }

  move(step) {
    this.active = Math.min(this.shown.length - 1, Math.max(0, this.active + step));
    const top = this.active * this.row;
    const { scrollTop, clientHeight } = this.element;
    const head = this.header.offsetHeight;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + this.row + head > scrollTop + clientHeight) this.element.scrollTop = top + this.row + head - clientHeight;
    this.paint();
  }
}
