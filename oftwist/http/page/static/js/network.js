// What the page knows of the network: switches, links and hosts, kept up to date by the event stream and by asking again.
// Fires "change" when any of it has changed, "event" for each event of the stream, "state" for that of the stream.

import { Poll } from "./polling.js";
import { LOADS } from "./drawing.js";

/** Milliseconds for which a link that has gone is still shown, as down. */
const MOURNED = 600000;
/** Events of the past that are asked for. */
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
    this.linked = false;
    this.cursor = ""; // where the stream goes on
    this.state = "connecting";
    this.controller = {}; // what runs there
    this.polls = {
      controller: new Poll(() => this.askController(), { period: 20000, failed: (error) => this.failed(error) }),
      switches: new Poll(() => this.askSwitches(), { period: 20000, failed: (error) => this.failed(error) }),
      links: new Poll(() => this.askLinks(), { period: 5000, failed: (error) => this.failed(error) }),
      hosts: new Poll(() => this.askHosts(), { period: 20000, failed: (error) => this.failed(error) }),
    };
  }

  start() {
    const { controller, ...others } = this.polls;
    controller.start();
    this.addEventListener("controller", () => Object.values(others).forEach((poll) => poll.start()));
  }

  async askController() {
    this.controller = await this.api.get("");
    this.dispatchEvent(new Event("controller"));
    this.changed();
  }

  failed(error) {
    console.info(`oftwist: ${error.message}`);
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }

  async askSwitches() {
    const { switches } = await this.api.get("switches");
    this.switches = new Map(switches.map((each) => [each.dpid, each]));
    this.listening ??= this.listen(); // now events can say what switches are called
    this.changed();
  }

  async askLinks() {
    const { links } = this.controller.topology ? await this.api.get("links") : { links: [] };
    this.linked = true;
    this.links = mourned(this.links, new Map(links.map(linkOf).map((link) => [link.key, link])));
    this.changed();
  }

  async askHosts() {
    if (!this.controller.topology) return;
    const { hosts } = await this.api.get("hosts");
    this.hosts = new Map(hosts.map((host) => [`${host.mac}/${host.vlan ?? 0}`, host]));
    this.changed();
  }

  /** Whether there is a first answer to both questions: switches without their links would only jump about. */
  get complete() {
    return this.switches.size > 0 && this.linked;
  }

  /** What people call a switch: its name, or its datapath id without zeros in front. */
  label(dpid) {
    const name = this.switches.get(dpid)?.name;
    return name && name !== dpid ? name : dpid.replace(/^0+(?=.)/, "");
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
        if (!this.cursor) await this.lookBack();
        for await (const { id, data } of this.api.events("events", this.cursor, () => this.became("live"))) {
          wait = 500;
          if (id) this.cursor = id;
          this.happened(JSON.parse(data));
        }
      } catch (error) {
        this.failed(error);
      }
      this.became("lost");
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  /** What has happened lately, before the page was opened. */
  async lookBack() {
    const { events, next } = await this.api.get(`events?last=${FEED}`);
    this.cursor = next;
    for (const event of events) this.tell({ ...event, past: true });
  }

  became(state) {
    if (state === this.state) return;
    this.state = state;
    if (state === "live") for (const poll of Object.values(this.polls)) poll.stale();
    this.dispatchEvent(new Event("state"));
  }

  happened(event) {
    this.apply(event);
    this.stale(event.kind);
    this.tell({ ...event, time: event.time ?? Date.now() / 1000 });
  }

  /** What an event says by itself is shown at once; asking again, which takes long where there is much, does the rest. */
  apply({ kind, dpid, fields }) {
    const link = fields.src && fields.dst && this.links.get(linkKey(fields.src, fields.dst));
    if (link && kind === "link_down") Object.assign(link, { up: false, goneAt: performance.now() });
    else if (link && kind === "link_up") Object.assign(link, { up: true, goneAt: undefined });
    else if (kind === "switch_down" && this.switches.has(dpid)) {
      Object.assign(this.switches.get(dpid), { state: "down", status_reason: fields.reason });
    } else return;
    this.changed();
  }

  tell(event) {
    this.dispatchEvent(new CustomEvent("event", { detail: event }));
  }

  stale(kind) {
    if (/^(switch|port|mastership|maintenance|reload|missed)/.test(kind)) this.polls.switches.stale();
    if (/^(link|switch|port|missed)/.test(kind)) this.polls.links.stale();
    if (/^(host|switch|missed)/.test(kind)) this.polls.hosts.stale();
  }
}

/** Links by key; one that is no longer told of stays for a while, as down. */
function mourned(before, now) {
  const time = performance.now();
  for (const [key, old] of before) {
    const since = old.goneAt ?? time;
    if (!now.has(key) && time - since < MOURNED) now.set(key, { ...old, up: false, goneAt: since });
  }
  return now;
}
