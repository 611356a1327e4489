// The ports of a switch with their rates: one large plot of the chosen port, a small one in each row.

import { el, say, signal } from "./dom.js";
import { Poll } from "./polling.js";
import { RatePlot, SPAN } from "./plots.js";
import { bitRate, count, speed } from "./units.js";
import { VirtualTable } from "./table.js";

const PERIOD = 2000;
const UNWATCHED = "Counted by this page, while it is open. The app monitor does it always, and tells the load of links.";

/** Rates of one port over the last minutes, as plots want them. */
class History {
  constructor() {
    this.lists = [[], [], []];
  }

  /** Add what is newer than what is here, and forget what no plot shows any more. */
  add({ times, rates: { rx_bytes: received = [], tx_bytes: sent = [] } }) {
    const last = this.last ?? 0;
    times.forEach((time, at) => {
      if (time <= last) return;
      [time, received[at] ?? null, sent[at] ?? null].forEach((value, list) => this.lists[list].push(value));
    });
    while (this.lists[0][0] < this.last - SPAN - 10) for (const list of this.lists) list.shift();
  }

  get last() {
    return this.lists[0].at(-1);
  }
}

/** A state in words and a sign, never by colour alone. */
function portState(port) {
  if (!port.admin_up) return ["off", port.status_reason];
  if (!port.up) return ["down", port.status_reason];
  return ["up", "up"];
}

export class PortsTab {
  constructor(api, dpid, network) {
    Object.assign(this, { api, dpid, network });
    this.histories = new Map();
    this.plots = new Map();
    this.chosen = null;
    this.since = 0; // seconds since 1970, of the last sample
    this.counted = new Map();
    this.title = el("h3", {}, "\u00a0");
    this.picture = el("div", { class: "plot", role: "img", "aria-label": "Rates of the chosen port" });
    this.note = el("p", { class: "note", hidden: true });
    this.table = new VirtualTable({
      label: "Ports", key: ({ number }) => number, chosen: (port) => this.choose(port), row: 30, empty: "no ports",
      columns: [
        { label: "Nr", width: "3.6rem", align: "end", text: ({ number }) => String(number), sort: ({ number }) => Number(number) },
        { label: "Port", width: "minmax(5rem, 1.3fr)", fill: (cell, port) => this.fillName(cell, port), sort: ({ name }) => name },
        { label: "Received", width: "5rem", align: "end", text: ({ rates }) => bitRate(rates?.rx_bytes), sort: ({ rates }) => rates?.rx_bytes ?? -1 },
        { label: "Sent", width: "5rem", align: "end", text: ({ rates }) => bitRate(rates?.tx_bytes), sort: ({ rates }) => rates?.tx_bytes ?? -1 },
        { label: "Last 5 min", width: "minmax(5rem, 1fr)", fill: (cell, port) => this.fillSpark(cell, port) },
      ],
    });
    this.element = el("div", { class: "ports" }, this.title, el("div", { class: "legend-line" },
      el("span", { class: "key rx" }, "received"), el("span", { class: "key tx" }, "sent")), this.picture, this.note, this.table.element);
    this.poll = new Poll(() => this.ask(), { period: PERIOD, least: PERIOD, failed: (error) => this.say(error.message) });
  }

  shown() {
    this.plot = new RatePlot(this.picture);
    this.poll.start();
  }

  close() {
    this.poll.stop();
    this.plot?.destroy();
    for (const { plot } of this.plots.values()) plot.destroy();
  }

  stale() {
    this.poll.stale();
  }

  say(text) {
    say(this.note, text);
    this.note.hidden = !text;
  }

  async ask() {
    const { monitor } = this.network.controller;
    if (monitor) await this.askHistory();
    const { ports } = await this.api.get(`switches/${this.dpid}/ports${monitor ? "" : "?counters=true"}`);
    if (!monitor) this.count(ports);
    this.say(monitor ? "" : UNWATCHED);
    this.ports = ports;
    const busy = ports.find((port) => port.rates?.rx_bytes);
    this.chosen = ports.find(({ number }) => number === this.chosen?.number) ?? busy ?? ports[0];
    this.table.set(ports);
    this.draw();
  }

  /** The samples that are new. */
  async askHistory() {
    const { ports } = await this.api.get(`switches/${this.dpid}/history?since=${this.since}`);
    for (const port of ports) {
      const history = this.history(port);
      history.add(port);
      this.since = Math.max(this.since, history.last ?? 0);
    }
  }

  /** Rates from what the ports have counted since the last look. */
  count(ports) {
    const now = Date.now() / 1000;
    for (const port of ports) {
      const before = this.counted.get(port.number);
      this.counted.set(port.number, { now, ...port.counters });
      if (!before || !port.counters) continue;
      port.rates = Object.fromEntries(["rx_bytes", "tx_bytes"].map((name) =>
        [name, Math.max(0, port.counters[name] - before[name]) / (now - before.now)]));
      const { rx_bytes: received, tx_bytes: sent } = port.rates;
      this.history(port).add({ times: [now], rates: { rx_bytes: [received], tx_bytes: [sent] } });
    }
  }

  history({ number }) {
    if (!this.histories.has(number)) this.histories.set(number, new History());
    return this.histories.get(number);
  }

  choose(port) {
    this.chosen = port;
    this.draw();
  }

  draw() {
    const port = this.chosen;
    if (!port) return;
    const text = `${port.name || "port"} (${port.number})  ·  ${portState(port)[1]}  ·  ${speed(port.speed)}  ·  ${port.hw_addr}`;
    say(this.title, text);
    this.plot?.set(this.history(port).lists);
    const { rates } = port;
    this.picture.setAttribute("aria-label", rates
      ? `${port.name}: receives ${bitRate(rates.rx_bytes)}, sends ${bitRate(rates.tx_bytes)}` : `${port.name}: no rates`);
  }

  fillName(cell, port) {
    if (!cell.firstChild) cell.append(el("span", { class: "sign" }), el("span", {}), el("span", { class: "aside" }));
    const [state, words] = portState(port);
    const [sign, name, peer] = cell.children;
    signal(sign, state, words);
    say(name, port.name || "–");
    say(peer, this.peer(port));
  }

  /** What is at the other end: a switch by its name, or how many hosts. */
  peer({ number }) {
    for (const { a, b, up } of this.network.links.values()) {
      const far = a.dpid === this.dpid && a.port === number ? b : b.dpid === this.dpid && b.port === number ? a : null;
      if (far) return `${up ? "→" : "✕"} ${this.network.label(far.dpid)}`;
    }
    const hosts = [...this.network.hosts.values()].filter((host) => host.dpid === this.dpid && host.port === number).length;
    return hosts ? `${count(hosts)} ${hosts === 1 ? "host" : "hosts"}` : "";
  }

  fillSpark(cell, port) {
    let own = this.plots.get(cell);
    if (!own) this.plots.set(cell, own = { plot: new RatePlot(cell, { spark: true, height: 24 }) });
    const history = this.history(port);
    if (own.history === history && own.last === history.last) return;
    Object.assign(own, { history, last: history.last });
    own.plot.set(history.lists);
  }
}
