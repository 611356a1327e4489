// Tabs as the ARIA practices describe them: one stop of the Tab key, arrows go from one to the next.

import { el } from "./dom.js";

/** `pages`: {id, label, open() -> {element, close()}}. What is not shown does not run. */
export class Tabs {
  constructor(label, pages) {
    this.pages = pages;
    this.buttons = pages.map((page) => el("button", {
      type: "button", role: "tab", id: `tab-${page.id}`, "aria-controls": "tab-page", onclick: () => this.show(page.id),
    }, page.label));
    this.list = el("div", { class: "tabs", role: "tablist", "aria-label": label, onkeydown: (event) => this.keyed(event) }, this.buttons);
    this.page = el("div", { class: "tab-page", role: "tabpanel", id: "tab-page" });
    this.open = null;
  }

  show(id) {
    this.close();
    const page = this.pages.find((each) => each.id === id) ?? this.pages[0];
    this.current = page.id;
    this.buttons.forEach((button, at) => {
      const chosen = this.pages[at] === page;
      button.setAttribute("aria-selected", chosen);
      button.tabIndex = chosen ? 0 : -1;
    });
    this.page.setAttribute("aria-labelledby", `tab-${page.id}`);
    this.open = page.open();
    this.page.replaceChildren(this.open.element);
    this.open.shown?.();
  }

  close() {
    this.open?.close();
    this.open = null;
  }

  keyed(event) {
    const at = this.pages.findIndex(({ id }) => id === this.current);
    const last = this.pages.length - 1;
    const next = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.show(this.pages[next].id);
    this.buttons[next].focus();
  }
}
