// Tabs that are a list of texts from one address: groups and meters, asked for again and again.

import { el, say } from "./dom.js";
import { Poll } from "./polling.js";
import { count } from "./units.js";
import { VirtualTable } from "./table.js";
import { refusal } from "./flows.js";

/** `path`: below the switch; `member`: of the answer, a list of {id or so, text, ...}. */
export class ListTab {
  constructor(api, dpid, { path, member, label, columns, empty, key }) {
    this.table = new VirtualTable({ label, key, empty, columns, chosen: (row) => this.choose(row) });
    this.note = el("p", { class: "note", role: "status", hidden: true });
    this.detail = el("pre", { class: "detail mono", hidden: true, tabindex: 0, "aria-label": "The whole of it" });
    this.key = key;
    this.element = el("div", { class: "list" }, this.note, this.table.element, this.detail);
    this.poll = new Poll(async () => {
      const rows = (await api.get(`switches/${dpid}/${path}`))[member];
      this.note.hidden = true;
      this.table.set(rows);
      if (this.chosen !== undefined) this.choose(rows.find((row) => key(row) === this.chosen));
    }, { period: 3000, least: 2000, failed: (error) => this.say(refusal(error)) });
  }

  say(text) {
    this.note.hidden = false;
    say(this.note, text);
  }

  choose(row) {
    this.chosen = row && this.key(row);
    this.detail.hidden = !row;
    if (row) say(this.detail, row.text);
  }

  shown() {
    this.poll.start();
  }

  close() {
    this.poll.stop();
  }
}

const text = { label: "Text", width: "minmax(10rem, 1fr)", mono: true, text: (row) => row.text, title: (row) => row.text };
const packets = { label: "Packets", width: "5.5rem", align: "end", text: (row) => count(row.packets ?? row.packets_in), sort: (row) => row.packets ?? row.packets_in ?? -1 };

export function groupsTab(api, dpid) {
  return new ListTab(api, dpid, {
    path: "groups", member: "groups", label: "Groups", empty: "no groups", key: (row) => row.group_id ?? row.id,
    columns: [{ label: "Group", width: "6.4rem", align: "end", text: (row) => String(row.group_id ?? row.id), sort: (row) => row.group_id ?? row.id }, text, packets],
  });
}

export function metersTab(api, dpid) {
  return new ListTab(api, dpid, {
    path: "meters", member: "meters", label: "Meters", empty: "no meters", key: (row) => row.meter_id ?? row.id,
    columns: [{ label: "Meter", width: "6.4rem", align: "end", text: (row) => String(row.meter_id ?? row.id), sort: (row) => row.meter_id ?? row.id }, text, packets],
  });
}
