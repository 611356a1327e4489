// The path of a pair, asked of the API, marked on the map and told hop by hop.

import { byId, el, say } from "./dom.js";
import { linkKey } from "./network.js";
import { refusal } from "./flows.js";

const OFFERED = 400;

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
    this.asked = null;
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

  async show() {
    const [from, to] = this.fields.map(({ value }) => this.meant(value));
    this.asked = [from, to];
    try {
      const { paths } = await this.api.get(`paths?from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`);
      if (!paths.length) {
        this.graph.mark();
        say(this.note, "no path");
        return;
      }
      this.mark(paths);
    } catch (error) {
      this.graph.mark();
      say(this.note, refusal(error));
    }
  }

  /** All paths are marked, the first is told. */
  mark(paths) {
    const ids = paths.flatMap(({ hops }) => hops.flatMap((hop, at) => {
      const next = hops[at + 1];
      return [hop.dpid, next && linkKey({ dpid: hop.dpid, port: hop.out_port }, { dpid: next.dpid, port: next.in_port })];
    })).filter(Boolean);
    this.graph.mark(ids);
    const [{ hops }] = paths;
    const equal = paths.length > 1 ? `, ${paths.length} of equal cost` : "";
    say(this.note, `${hops.length} ${hops.length === 1 ? "switch" : "switches"}${equal}`);
    const [from, to] = this.fields.map(({ value }) => value);
    this.panel.path(`${from} → ${to}`, this.note.textContent, hops.map((hop) => ({
      dpid: hop.dpid,
      words: [hop.in_port !== null && hop.in_port !== undefined && `in ${hop.in_port}`, hop.out_port !== null && hop.out_port !== undefined && `out ${hop.out_port}`].filter(Boolean).join(", "),
    })));
  }

  /** The network has changed: a path that is shown is asked for again. */
  again() {
    if (this.asked) this.show();
  }
}
