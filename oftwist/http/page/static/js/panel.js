// The panel beside the map: one switch, link, host or path, looked into.

import { el, facts, say } from "./dom.js";
import { FlowsTab } from "./flows.js";
import { groupsTab, metersTab } from "./lists.js";
import { Poll } from "./polling.js";
import { PortsTab } from "./ports.js";
import { Tabs } from "./tabs.js";
import { bitRate, bytes, count, date, milliseconds } from "./units.js";

/** {name: value} -> rows of what is not empty. */
function rows(object) {
  return Object.entries(object ?? {}).filter(([, value]) => value).map(([name, value]) =>
    [name, typeof value === "number" ? count(value) : String(value)]);
}

/** The same, of members whose names are no proper names. */
function words(object) {
  return rows(object).map(([name, value]) => [name.replaceAll("_", " "), value]);
}

/** A part of the connection tab, if there is anything in it. */
function part(title, pairs) {
  return pairs.length ? [el("h3", {}, title), facts(pairs)] : [];
}

/** Connection: version, times, counters, role, and what the switch says about itself. */
class ConnectionTab {
  constructor(api, dpid) {
    this.element = el("div", { class: "connection", tabindex: 0, role: "region", "aria-label": "Connection" });
    this.poll = new Poll(async () => {
      const it = await api.get(`switches/${dpid}`);
      const counters = it.state === "down" ? null : await api.get(`switches/${dpid}/counters`);
      this.show(it, counters);
    }, { period: 2000, least: 1000, failed: (error) => this.element.replaceChildren(el("p", { class: "note" }, error.message)) });
  }

  show(it, counters) {
    const key = JSON.stringify([it, counters]);
    if (key === this.key) return;
    this.key = key;
    const top = this.element.scrollTop;
    const took = ({ count: times, mean }) => (times ? `${milliseconds(mean)} on average of ${count(times)}` : "");
    this.element.replaceChildren(
      facts([
        ["State", [it.state, it.status_reason].filter(Boolean).join(": ")],
        ["Since", date(it.since)], ["OpenFlow", it.version], ["Address", it.address], ["Role", it.role],
        ["Connections", it.connections], ["Tables", it.tables], ["Ports", it.ports],
        ["Round trip", Number.isFinite(it.rtt) ? milliseconds(it.rtt) : ""],
        ...(counters ? [
          ["Answers took", took(counters.requests)],
          ["Received", bytes(counters.bytes_received)], ["Sent", bytes(counters.bytes_sent)],
          ["Waiting to be sent", counters.waiting ? bytes(counters.waiting) : ""],
        ] : []),
      ]),
      ...part("Description", words(it.description)),
      ...part("Errors of the switch", rows(counters?.errors)), ...part("Dropped, refused, put off", words(counters?.others)),
      ...part("Messages received", rows(counters?.received)), ...part("Messages sent", rows(counters?.sent)),
    );
    this.element.scrollTop = top;
  }

  shown() {
    this.poll.start();
  }

  close() {
    this.poll.stop();
  }
}

export class Panel {
  constructor(element, { api, network, select, closed }) {
    Object.assign(this, { element, api, network, select, closed });
    this.tabs = null;
    this.tab = "ports";
    this.shown = ["", ""];
    network.addEventListener("change", () => this.refresh());
  }

  /** Show what is called `id`; nothing closes the panel. `focus`: go there with the keyboard as well. */
  open(kind, id, focus = false) {
    const [oldKind, oldId] = this.shown;
    if (kind !== oldKind || id !== oldId || kind === "path") {
      this.clear();
      this.shown = [kind, id];
      this.element.hidden = !kind;
      if (kind) this.build(kind, id);
    }
    if (focus && kind) this.heading.focus();
  }

  clear() {
    if (this.tabs) this.tab = this.tabs.current;
    this.tabs?.close();
    this.tabs = null;
    this.element.replaceChildren();
  }

  build(kind, id) {
    this.heading = el("h2", { tabindex: -1 });
    this.under = el("p", { class: "under" });
    const close = el("button", { type: "button", class: "icon", "aria-label": "Close panel", title: "Close", onclick: () => this.closed() }, "✕");
    const head = el("header", { class: "panel-head" }, el("div", {}, this.heading, this.under), close);
    this.content = el("div", { class: "panel-content" });
    if (kind === "switch") {
      this.tabs = this.switchTabs(id);
      this.element.append(head, this.tabs.list, this.tabs.page);
      this.tabs.show(this.tab);
    } else {
      this.element.append(head, this.content);
    }
    this.refresh();
  }

  switchTabs(dpid) {
    const { api, network } = this;
    return new Tabs("Parts of the switch", [
      { id: "ports", label: "Ports", open: () => new PortsTab(api, dpid, network) },
      { id: "flows", label: "Flows", open: () => new FlowsTab(api, dpid) },
      { id: "groups", label: "Groups", open: () => groupsTab(api, dpid) },
      { id: "meters", label: "Meters", open: () => metersTab(api, dpid) },
      { id: "connection", label: "Connection", open: () => new ConnectionTab(api, dpid) },
    ]);
  }

  /** Something has changed: heads and facts follow; tabs ask for their own. */
  refresh() {
    const [kind, id] = this.shown;
    if (kind === "switch") this.headOfSwitch(this.network.switches.get(id), id);
    else if (kind === "link") this.link(this.network.links.get(id));
    else if (kind === "host") this.host(this.network.hosts.get(id));
    if (kind === "switch") this.tabs?.open?.stale?.();
  }

  head(title, under) {
    say(this.heading, title);
    say(this.under, under);
  }

  headOfSwitch(it, dpid) {
    const state = it ? [it.state, it.status_reason].filter(Boolean).join(": ") : "not connected";
    this.head(this.name(dpid), [dpid, it && `OpenFlow ${it.version}`, state].filter(Boolean).join("  ·  "));
  }

  name(dpid) {
    return this.network.label(dpid);
  }

  link(it) {
    if (!it) {
      this.head("Link", "is gone");
      return;
    }
    const end = ({ dpid, port, name }) => el("button", { type: "button", class: "link", onclick: () => this.select("switch", dpid) },
      `${this.name(dpid)}  port ${port}${name ? ` (${name})` : ""}`);
    this.head(`${this.name(it.a.dpid)} – ${this.name(it.b.dpid)}`, it.up ? "up" : "down");
    this.content.replaceChildren(
      facts([
        ["One end", end(it.a)], ["Other end", end(it.b)],
        ["There", it.rates ? bitRate(it.rates.forward) : ""], ["Back", it.rates ? bitRate(it.rates.backward) : ""],
        ["Used", Number.isFinite(it.load) ? `${(100 * it.load).toFixed(1)} %` : ""],
        ["Through", it.through === "cable" ? "" : it.through], ["Shared", it.shared ? "yes: something is in between" : ""],
        ["Delay", it.delay === null || it.delay === undefined ? "" : milliseconds(it.delay)],
        ["Found", it.since ? date(it.since) : ""],
      ]),
      it.up ? "" : el("button", { type: "button", onclick: () => { this.network.forget(it.key); this.closed(); } }, "Take it off the map"),
    );
  }

  host(it) {
    if (!it) {
      this.head("Host", "is gone");
      return;
    }
    this.head(it.name || it.ipv4?.[0] || it.mac, it.mac);
    this.content.replaceChildren(facts([
      ["At", el("button", { type: "button", class: "link", onclick: () => this.select("switch", it.dpid) }, `${this.name(it.dpid)}  port ${it.port}`)],
      ["IPv4", [it.ipv4 ?? []].flat().join(", ")], ["IPv6", [it.ipv6 ?? []].flat().join(", ")],
      ["VLAN", it.vlan || ""], ["First seen", date(it.first)], ["Last seen", date(it.last)],
    ]));
  }

  /** The path of a pair: its hops in words. */
  path(title, under, hops) {
    this.open("path", title);
    this.head(title, under);
    this.content.replaceChildren(el("ol", { class: "hops" }, hops.map(({ dpid, words }) => el("li", {},
      dpid ? el("button", { type: "button", class: "link", onclick: () => this.select("switch", dpid) }, this.name(dpid)) : "", el("span", {}, words)))));
  }
}
