// The flow table of a switch as ovs-ofctl tells it, with counters that move; flows added and deleted as text, with the
// switch's own answer.

import { el, say } from "./dom.js";
import { Poll } from "./polling.js";
import { bytes, count, packetRate, span } from "./units.js";
import { VirtualTable } from "./table.js";

const PERIOD = 2000;

/** What stands in the text of a flow beside its match. */
const ABOUT = /^((table|cookie|idle_timeout|hard_timeout|importance)=|(send_flow_rem|check_overlap|reset_counts|no_\w+_counts|no_readonly_table)$)/;

/** "table=1 priority=5,ip cookie=0x2 actions=drop" -> ["priority=5,ip", "ip"]: the word that selects it, and its match. */
export function selector(text) {
  const head = text.split("actions=", 1)[0].trim();
  const word = head.split(/\s+/).find((each) => each && !ABOUT.test(each)) ?? "";
  return [word, word.replace(/^priority=\d+,?/, "")];
}

/** A flow as a row: with its rate, and with its match as text, found when it is first looked at. */
class Row {
  constructor(flow, old, seconds) {
    Object.assign(this, flow);
    this.selected = old?.selected;
    this.rate = old && seconds > 0 && flow.packets >= old.packets ? (flow.packets - old.packets) / seconds : NaN;
  }

  get selector() {
    return (this.selected ??= selector(this.text));
  }

  get word() {
    return this.selector[0];
  }

  get matchText() {
    return this.selector[1] || "any";
  }
}

/** What an answer that is no success means: the switch's error by its name, or what was wrong with the request. */
export function refusal({ openflow, message, status }) {
  const name = openflow && !message.includes(openflow.name) && openflow.name;
  return [name, message, openflow?.about, status && `HTTP ${status}`].filter(Boolean).join(" · ");
}

export class FlowsTab {
  constructor(api, dpid) {
    Object.assign(this, { api, dpid });
    this.before = new Map();
    this.asked = 0;
    this.table = this.makeTable();
    this.total = el("output", { class: "total" });
    this.filter = el("input", {
      type: "search", class: "filter", placeholder: "Filter", "aria-label": "Filter flows by text", spellcheck: "false",
      oninput: () => this.narrow(),
    });
    this.answer = el("p", { class: "answer", role: "status" });
    this.text = el("input", {
      type: "text", id: "flow-text", class: "mono", autocomplete: "off", spellcheck: "false",
      placeholder: "priority=100,ip,nw_dst=10.0.0.1,actions=output:2",
    });
    this.form = el("form", { class: "change", onsubmit: (event) => this.submit(event) },
      el("label", { for: "flow-text" }, "Flow"), this.text,
      el("button", { type: "submit", value: "add", class: "primary" }, "Add"),
      el("button", { type: "submit", value: "delete", title: "Delete all flows that this matches" }, "Delete"));
    this.detail = el("div", { class: "detail", hidden: true });
    this.element = el("div", { class: "flows" }, this.form, this.answer,
      el("div", { class: "bar" }, this.filter, this.total), this.table.element, this.detail);
    this.poll = new Poll(() => this.ask(), { period: PERIOD, least: PERIOD, failed: (error) => this.said(refusal(error), false) });
  }

  makeTable() {
    return new VirtualTable({
      label: "Flows", key: ({ text }) => text, chosen: (flow) => this.choose(flow), empty: "no flows",
      columns: [
        { label: "Table", width: "3.2rem", align: "end", text: ({ table }) => String(table), sort: ({ table }) => table },
        { label: "Prio", width: "3.4rem", align: "end", text: ({ priority }) => String(priority), sort: ({ priority }) => priority },
        { label: "Match", width: "minmax(8rem, 1.4fr)", mono: true, text: ({ matchText }) => matchText, title: ({ matchText }) => matchText, sort: ({ matchText }) => matchText },
        { label: "Actions", width: "minmax(6rem, 1fr)", mono: true, text: ({ actions }) => actions, title: ({ actions }) => actions, sort: ({ actions }) => actions },
        { label: "Packets", width: "4.8rem", align: "end", text: ({ packets }) => count(packets), sort: ({ packets }) => packets ?? -1 },
        { label: "Rate", width: "4.2rem", align: "end", text: ({ rate }) => packetRate(rate), sort: ({ rate }) => rate || 0 },
      ],
    });
  }

  shown() {
    this.poll.start();
  }

  close() {
    this.poll.stop();
  }

  async ask() {
    const { flows } = await this.api.get(`switches/${this.dpid}/flows`);
    const now = performance.now();
    const rows = flows.map((flow) => new Row(flow, this.before.get(flow.text), (now - this.asked) / 1000));
    this.asked = now;
    this.before = new Map(rows.map((row) => [row.text, row]));
    this.rows = rows;
    this.table.set(rows);
    this.tell();
    if (this.chosen) this.choose(this.before.get(this.chosen.text) ?? null);
  }

  tell() {
    const { shown } = this.table;
    const all = this.rows?.length ?? 0;
    say(this.total, shown.length === all ? `${count(all)} flows` : `${count(shown.length)} of ${count(all)} flows`);
  }

  narrow() {
    const words = this.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    this.table.narrow(words.length ? ({ text }) => words.every((word) => text.toLowerCase().includes(word)) : null);
    this.tell();
  }

  /** The whole of one flow, below the table. */
  choose(flow) {
    this.chosen = flow;
    this.detail.hidden = !flow;
    if (!flow) return;
    if (this.detail.dataset.key !== flow.text) {
      this.detail.dataset.key = flow.text;
      this.detail.replaceChildren(el("pre", { class: "mono", tabindex: 0, "aria-label": "The whole flow" }), el("p", { class: "note" }),
        el("button", { type: "button", onclick: () => this.edit() }, "Edit as text"),
        el("button", { type: "button", class: "danger", onclick: () => this.remove() }, "Delete this flow"));
    }
    const [whole, note] = this.detail.children;
    say(whole, flow.text);
    say(note, `${count(flow.packets)} packets, ${bytes(flow.bytes)}, installed for ${span(flow.duration)}`);
  }

  /** The chosen flow as the text that makes it. */
  edit() {
    this.text.value = this.chosen.text;
    this.text.focus();
  }

  async remove() {
    const { table, priority, word } = this.chosen;
    const exactly = word.startsWith("priority=") ? word : [`priority=${priority}`, word].filter(Boolean).join(",");
    await this.change("delete_strict", `table=${table},${exactly}`);
  }

  async submit(event) {
    event.preventDefault();
    const { value } = event.submitter ?? {};
    await this.change(value === "delete" ? "delete" : "add", this.text.value.trim());
  }

  /** One change, and what the switch said to it. */
  async change(command, flow) {
    this.said("waiting for the switch …", null);
    this.form.inert = true;
    try {
      await this.api.post(`switches/${this.dpid}/flows?command=${command}`, { flow });
      this.said(`${command === "add" ? "added" : "deleted"}, confirmed by the switch`, true);
      this.poll.now();
    } catch (error) {
      this.said(refusal(error), false);
    }
    this.form.inert = false;
  }

  said(text, good) {
    say(this.answer, text);
    this.answer.dataset.good = good === null ? "" : String(good);
  }
}
