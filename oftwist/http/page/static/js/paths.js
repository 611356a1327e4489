// The path of a pair, asked of the API, marked on the map and told hop by hop.

import { byId, el, say } from "./dom.js";
import { linkKey } from "./network.js";
import { refusal } from "./flows.js";

const OFFERED = 400;

/** A hop in words: where it comes in, where it goes out; a path between switches has no port at its ends. */
function worded({ dpid, in_port: come, out_port: leave }) {
  const ports = [["in", come], ["out", leave]].filter(([, port]) => port !== null && port !== undefined);
  return { dpid, words: ports.map(([name, port]) => `${name} ${port}`).join(", ") };
}

export class Paths {
  constructor({ api, network, graph, panel }) {
    Object.assign(this, { api, network, graph, panel });
    this.form = byId("path-form");
    this.fields = [byId("path-from"), byId("path-to")];
    this.note = byId("path-note");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.show();
    });
    byId("path-clear").addEventListener("click", () => this.clear());
    byId("path-toggle").addEventListener("click", () => this.toggle());
    network.addEventListener("change", () => this.offer());
  }

  toggle(shown = this.form.hidden) {
    this.form.hidden = !shown;
    byId("path-toggle").setAttribute("aria-expanded", shown);
    this.offer();
    if (shown) this.fields[0].focus();
    else this.clear();
  }

  clear() {
    this.graph.mark();
    say(this.note, "");
    this.wanted = null;
    for (const field of this.fields) field.value = "";
  }

  /** Hosts and switches to choose from, while the form is open. */
  offer() {
    if (this.form.hidden) return;
    const names = [
      ...[...this.network.hosts.values()].map((host) => [host.ipv4?.[0] || host.mac, host.name || host.mac]),
      ...[...this.network.switches.values()].map(({ dpid, name }) => [name || dpid, dpid]),
    ].slice(0, OFFERED);
    const key = names.join();
    if (key === this.offered) return;
    this.offered = key;
    byId("path-ends").replaceChildren(...names.map(([value, label]) => el("option", { value, label })));
  }

  /** What is meant by a text: the MAC address of a host, or a datapath id. */
  meant(text) {
    const wanted = text.trim().toLowerCase();
    for (const host of this.network.hosts.values()) {
      const names = [host.mac, host.name, ...[host.ipv4 ?? []].flat(), ...[host.ipv6 ?? []].flat()];
      if (names.some((name) => name && name.toLowerCase() === wanted)) return host.mac;
    }
    for (const { dpid, name } of this.network.switches.values()) {
      if (dpid === wanted || (name && name.toLowerCase() === wanted)) return dpid;
    }
    return text.trim();
  }

  /** Somebody asks for the path between what the fields say now: it goes into the panel. */
  show() {
    this.wanted = this.fields.map(({ value }) => value);
    this.told = false;
    this.ask();
  }

  /** Ask for what is wanted, one question at a time: what changes meanwhile has it asked once more, and never unasked. */
  async ask() {
    this.stale = this.asking;
    if (this.asking) return;
    const wanted = this.wanted;
    const [from, to] = wanted.map((text) => encodeURIComponent(this.meant(text)));
    this.asking = true;
    let paths = [];
    let said = "no path";
    try {
      ({ paths } = await this.api.get(`paths?from=${from}&to=${to}`));
    } catch (error) {
      said = refusal(error);
    }
    this.asking = false;
    if (this.wanted === wanted) { // else another one, or none
      if (paths.length) said = this.tell(paths);
      else this.graph.mark();
      say(this.note, said);
    }
    if (this.stale && this.wanted) this.ask();
  }

  /** All paths are marked, the first is told hop by hop. */
  tell(paths) {
    const ids = paths.flatMap((hops) => hops.flatMap((hop, at) => {
      const next = hops[at + 1];
      return [hop.dpid, next && linkKey({ dpid: hop.dpid, port: hop.out_port }, { dpid: next.dpid, port: next.in_port })];
    })).filter(Boolean);
    this.graph.mark(ids);
    const [hops] = paths;
    const equal = paths.length > 1 ? `, ${paths.length} of equal cost` : "";
    const said = `${hops.length} ${hops.length === 1 ? "switch" : "switches"}${equal}`;
    if (!this.told || this.panel.shown[0] === "path") this.panel.path(this.wanted.join(" → "), said, hops.map(worded));
    this.told = true;
    return said;
  }

  /** The network has changed: a path that is shown is asked for again. */
  again() {
    if (this.wanted) this.ask();
  }
}
