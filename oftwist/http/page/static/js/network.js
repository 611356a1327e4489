// What the page knows of the network: switches, links and hosts, kept up to date by the event stream and by asking again.
// Fires "change" when any of it has changed, "event" for each event of the stream, "state" for that of the stream.

import { Poll } from "./polling.js";
import { LOADS } from "./drawing.js";

/** Milliseconds for which a link or a switch that has gone is still shown, as down. */
const MOURNED = 600000;
const FEED = 200;

/** One name for a link, from whichever end it is told. */
export function linkKey(one, other) {
  const [a, b] = [one, other].map(({ dpid, port }) => `${dpid}:${port}`);
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

/** A link of the API as the page keeps it: its ends, whether it is up, and how much of it is used. */
function linkOf({ src, dst, ...facts }) {
  const rates = facts.rates ?? null;
  const load = rates?.load ?? null;
  return { ...facts, key: linkKey(src, dst), a: src, b: dst, up: true, rates, load, step: loadStep(rates) };
}

/** Which of the steps of LOADS a link is on. Where the speed is not known, anything that moves is on the first. */
function loadStep(rates) {
  if (!rates) return 0;
  if (rates.load === null || rates.load === undefined) return Math.max(rates.forward ?? 0, rates.backward ?? 0) > 125 ? 1 : 0;
  return Math.max(0, LOADS.findLastIndex(({ from }) => rates.load >= from));
}

export class Network extends EventTarget {
  constructor(api) {
    super();
    this.api = api;
    this.switches = new Map();
    this.links = new Map();
    this.hosts = new Map();
    this.last = 0;
    this.state = "connecting";
    const failed = (error) => this.failed(error);
    this.polls = {
      switches: new Poll(() => this.askSwitches(), { period: 20000, failed }),
      links: new Poll(() => this.askLinks(), { period: 5000, failed }),
      hosts: new Poll(() => this.askHosts(), { period: 20000, failed }),
    };
  }

  start() {
    for (const poll of Object.values(this.polls)) poll.start();
    this.listen();
  }

  failed(error) {
    console.info(`oftwist: ${error.message}`);
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }

  async askSwitches() {
    const { switches } = await this.api.get("switches");
    this.switches = mourned(this.switches, new Map(switches.map((each) => [each.dpid, each])), { state: "gone" });
    this.changed();
  }

  async askLinks() {
    const { links } = await this.api.get("links");
    this.links = mourned(this.links, new Map(links.map(linkOf).map((link) => [link.key, link])), { up: false });
    this.changed();
  }

  async askHosts() {
    const { hosts } = await this.api.get("hosts");
    this.hosts = new Map(hosts.map((host) => [`${host.mac}/${host.vlan ?? 0}`, host]));
    this.changed();
  }

  /** A link that has gone is shown as down until somebody has seen enough of it. */
  forget(key) {
    this.links.delete(key);
    this.changed();
  }

  // -- the stream

  async listen() {
    for (let wait = 500; ; wait = Math.min(8000, wait * 2)) {
      try {
        await this.catchUp();
        for await (const { id, data } of this.api.events("events", this.last, () => this.became("live"))) {
          wait = 500;
          this.happened({ id: Number(id), ...JSON.parse(data) });
        }
      } catch (error) {
        this.failed(error);
      }
      this.became("lost");
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  /** What was missed: the events so far, and everything that may have changed meanwhile. */
  async catchUp() {
    const { events } = await this.api.get(`events?limit=${FEED}${this.last ? `&since=${this.last}` : ""}`);
    for (const event of events) this.happened(event, true);
    for (const poll of Object.values(this.polls)) poll.stale();
  }

  became(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }

  happened(event, past = false) {
    if (event.id <= this.last) return;
    this.last = event.id;
    if (!past) this.stale(event.kind);
    this.dispatchEvent(new CustomEvent("event", { detail: { ...event, past } }));
  }

  stale(kind) {
    if (/^(switch|port|mastership|reload)/.test(kind)) this.polls.switches.stale();
    if (/^(link|switch|port)/.test(kind)) this.polls.links.stale();
    if (/^(host|switch)/.test(kind)) this.polls.hosts.stale();
  }
}

/** New facts by key; what is no longer told stays for a while, changed by `gone`. */
function mourned(before, now, gone) {
  const time = performance.now();
  for (const [key, old] of before) {
    if (now.has(key)) continue;
    const since = old.goneAt ?? time;
    if (time - since < MOURNED) now.set(key, { ...old, ...gone, goneAt: since });
  }
  return now;
}
