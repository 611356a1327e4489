// The feed: what happens, newest first, errors with the request they are about.

import { el, say } from "./dom.js";
import { clock, milliseconds } from "./units.js";

const KEPT = 500;
const AT_ONCE = 40; // new ones in a frame

/** What a kind of event is about, which the filter offers, and how grave it is. */
const KINDS = [
  [/^(error|app_failed|switch_refused|topology_warning|packet_ins_dropped|missed)$/, "errors", "bad"],
  [/^switch_up$/, "switches", "good"],
  [/^(switch|mastership|maintenance)/, "switches", "warn"],
  [/^(port|link)_(up|added)$/, "links", "good"],
  [/^(port|link)_(down|removed)$/, "links", "warn"],
  [/^(port|link)/, "links", ""],
  [/^host/, "hosts", ""],
  [/^(change|reload|capture)/, "changes", ""],
];

function about(kind) {
  const found = KINDS.find(([pattern]) => pattern.test(kind));
  return { group: found?.[1] ?? "other", grave: found?.[2] ?? "" };
}

/** A value of a field in words; ends of links as "switch:port". */
function worded(value, name, field = "") {
  if (field === "delay" && Number.isFinite(value)) return milliseconds(value);
  if (value === null || value === undefined || value === "") return "";
  if (Array.isArray(value)) return value.map((each) => worded(each, name)).filter(Boolean).join(", ");
  if (typeof value === "object") {
    if ("dpid" in value && "port" in value) return `${name(value.dpid)}:${value.port}`;
    return Object.entries(value).map(([key, each]) => `${key} ${worded(each, name)}`).join(", ");
  }
  return String(value);
}

export class Feed {
  /** `name(dpid)` is what people call a switch; `open(dpid)` shows it. */
  constructor({ list, filter, pause, announce, name, open }) {
    Object.assign(this, { list, filter, announce, name, open });
    this.waiting = [];
    this.paused = false;
    filter.addEventListener("change", () => { list.dataset.only = filter.value; });
    pause.addEventListener("click", () => {
      this.paused = !this.paused;
      pause.setAttribute("aria-pressed", this.paused);
      this.soon();
    });
  }

  add(event) {
    this.waiting.push(event);
    if (this.waiting.length > KEPT) this.waiting.shift();
    this.soon();
    if (!event.past && about(event.kind).grave === "bad") this.tell(event);
    if (!event.past && event.kind === "link_down") this.tell(event);
  }

  /** Say it aloud to those who do not see it, the last one only. */
  tell(event) {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => say(this.announce, `${this.title(event)}: ${this.text(event)}`), 800);
  }

  soon() {
    if (this.frame || this.paused) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      if (this.paused) return;
      this.list.prepend(...this.waiting.splice(0, AT_ONCE).map((event) => this.item(event)).reverse());
      while (this.list.childElementCount > KEPT) this.list.lastElementChild.remove();
      if (this.waiting.length) this.soon();
    });
  }

  title({ kind }) {
    return kind.replaceAll("_", " ");
  }

  text({ fields = {}, kind }) {
    const { src, dst, name, port, request, xid, peer, ...rest } = fields;
    const told = [];
    if (src && dst) told.push(`${worded(src, this.name)} ↔ ${worded(dst, this.name)}`);
    if (kind === "error") told.push(name, request && `about ${request}`);
    else if (port !== undefined) told.push(`port ${port}${name ? ` (${name})` : ""}`);
    else if (name) told.push(name);
    for (const [field, value] of Object.entries(rest)) {
      const words = worded(value, this.name, field);
      if (words && words !== "0") told.push(field === "reason" || field === "detail" || field === "what" ? words : `${field.replaceAll("_", " ")} ${words}`);
    }
    return told.filter(Boolean).join(", ");
  }

  item(event) {
    const { group, grave } = about(event.kind);
    const { fields = {} } = event;
    const long = [fields.request, fields.message, fields.detail].find((text) => text && String(text).length > 60);
    return el("li", { "data-group": group, "data-grave": grave, "data-kind": event.kind },
      el("time", { datetime: new Date(event.time * 1000).toISOString() }, clock(event.time)),
      el("span", { class: "kind" }, this.title(event)),
      event.dpid ? el("button", { type: "button", class: "link", onclick: () => this.open(event.dpid) }, this.name(event.dpid)) : el("span", {}),
      long || fields.xid !== undefined && fields.request
        ? el("details", {}, el("summary", { title: this.text(event) }, this.text(event)), el("pre", { class: "mono" }, this.whole(event)))
        : el("span", { class: "text", title: this.text(event) }, this.text(event)));
  }

  /** Every field on a line of its own. */
  whole({ fields = {} }) {
    return Object.entries(fields).filter(([, value]) => value !== null && value !== "")
      .map(([name, value]) => `${name}: ${worded(value, this.name)}`).join("\n");
  }
}
