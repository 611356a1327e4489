// Puts the page together: the store, the map, the lists, the panel, the feed; what is chosen in one shows in all.

import { Api } from "./api.js";
import { byId, el, say, signal } from "./dom.js";
import { LOADS } from "./drawing.js";
import { Feed } from "./feed.js";
import { Graph } from "./graph.js";
import { login } from "./login.js";
import { Network } from "./network.js";
import { Panel } from "./panel.js";
import { Paths } from "./paths.js";
import { recolourPlots } from "./plots.js";
import { splitter } from "./splitter.js";
import { VirtualTable } from "./table.js";
import { themes } from "./theme.js";
import { bitRate, count } from "./units.js";

const HOSTS_SHOWN = "oftwist.hosts";

const api = new Api("api/v1/", login);
const network = new Network(api);
const name = (dpid) => network.label(dpid);

/** How a switch of the API looks on the map and in the list. */
function state({ state }) {
  return { up: "up", down: "down" }[state] ?? "wait";
}

// -- the map

const graph = new Graph(byId("map"), {
  chosen: (kind, id) => choose(kind, id),
  opened: (dpid) => choose("switch", dpid, true),
  pointed,
});

function pointed(kind, id, x, y) {
  const tip = byId("tip");
  tip.hidden = !kind;
  if (!kind) return;
  const [title, ...lines] = words(kind, id);
  tip.replaceChildren(el("strong", {}, title), ...lines.filter(Boolean).map((line) => el("span", {}, line)));
  const { clientWidth, clientHeight } = byId("map");
  tip.style.left = `${Math.min(x + 14, clientWidth - tip.offsetWidth - 8)}px`;
  tip.style.top = `${Math.min(y + 14, clientHeight - tip.offsetHeight - 8)}px`;
}

/** A thing of the map in a few lines. */
function words(kind, id) {
  if (kind === "switch") {
    const it = network.switches.get(id);
    return [name(id), id, `OpenFlow ${it?.version}, ${it?.state}`, `${count(it?.ports)} ports`];
  }
  if (kind === "host") {
    const it = network.hosts.get(id);
    return [it?.name || it?.ipv4?.[0] || it?.mac, it?.mac, `${it ? name(it.dpid) : ""} port ${it?.port}`];
  }
  const it = network.links.get(id);
  if (!it) return [""];
  return [
    `${name(it.a.dpid)}:${it.a.port} – ${name(it.b.dpid)}:${it.b.port}`, it.up ? "" : "down",
    it.up && it.rates && `→ ${bitRate(it.rates.forward)}  ← ${bitRate(it.rates.backward)}`,
  ];
}

function drawMap() {
  mapping = 0;
  const switches = [...network.switches.values()];
  graph.show(
    switches.map((it) => ({ id: it.dpid, label: name(it.dpid), version: String(it.version ?? ""), state: state(it) })),
    [...network.links.values()].map((it) => ({
      key: it.key, from: it.a.dpid, to: it.b.dpid, ports: [it.a.name || String(it.a.port), it.b.name || String(it.b.port)], up: it.up, load: it.step ?? 0,
    })),
    [...network.hosts].map(([id, it]) => ({ id, at: it.dpid, label: it.name || it.ipv4?.[0] || it.mac })),
  );
}

// -- the list

const list = new VirtualTable({
  label: "Switches", key: ({ dpid }) => dpid, empty: "no switches", chosen: ({ dpid }) => choose("switch", dpid),
  columns: [
    { label: "Switch", width: "minmax(6rem, 1fr)", sort: (it) => name(it.dpid), fill: fillSwitch },
    { label: "OF", width: "2.6rem", align: "end", text: ({ version }) => String(version ?? ""), sort: ({ version }) => version },
    { label: "Ports", width: "3.4rem", align: "end", text: ({ ports }) => count(ports), sort: ({ ports }) => ports },
  ],
});
byId("list").append(list.element);

function fillSwitch(cell, it) {
  if (!cell.firstChild) cell.append(el("span", { class: "sign" }), el("span", {}), el("span", { class: "aside" }));
  const [sign, text, own] = cell.children;
  signal(sign, state(it), [it.state, it.status_reason].filter(Boolean).join(": "));
  cell.title = it.dpid;
  say(text, name(it.dpid));
  const { datapath = "" } = it.description ?? {}; // what it calls itself: beside its name, never in its place
  say(own, ["None", it.name].includes(datapath) ? "" : datapath);
}

function search() {
  const wanted = byId("search").value.trim().toLowerCase();
  const hosts = wanted ? [...network.hosts.values()].filter((host) =>
    [host.mac, host.name, ...[host.ipv4 ?? []].flat()].some((text) => text?.toLowerCase().includes(wanted))) : [];
  const at = new Set(hosts.map(({ dpid }) => dpid));
  list.narrow(wanted ? (it) => at.has(it.dpid) || [it.dpid, it.name, it.address].some((text) => text?.toLowerCase().includes(wanted)) : null);
  graph.find(wanted ? list.shown.map(({ dpid }) => dpid) : []);
  say(byId("found"), wanted ? `${count(list.shown.length)} found` : "");
}

byId("search").addEventListener("input", search);
byId("search").addEventListener("keydown", (event) => {
  const [first] = list.shown;
  if (event.key !== "Enter" || !first) return;
  choose("switch", first.dpid);
  graph.reveal(first.dpid);
});

// -- choosing

const panel = new Panel(byId("panel"), { api, network, select: (kind, id) => choose(kind, id), closed: () => choose("", "") });
const paths = new Paths({ api, network, graph, panel });

function choose(kind, id, focus = false) {
  graph.select(kind, id);
  if (kind === "switch" && focus) graph.reveal(id);
  panel.open(kind, id, focus);
  document.body.classList.toggle("with-panel", Boolean(kind));
  if (kind && narrow.matches && document.body.dataset.view !== "map") view("panel");
  else if (kind && focus) view("panel");
  else if (!kind && document.body.dataset.view === "panel") view("map");
  say(byId("announce"), kind ? words(kind, id).filter(Boolean).join(", ") : "");
  byId("view-panel").disabled = !kind;
}

// -- one part at a time on a small screen

const narrow = matchMedia("(max-width: 900px)");

function view(part) {
  document.body.dataset.view = part;
  for (const button of byId("views").children) button.setAttribute("aria-current", button.value === part ? "page" : "false");
  graph.redraw();
  list.soon();
}

for (const button of byId("views").children) button.addEventListener("click", () => view(button.value));
view("map");

// -- the feed

const feed = new Feed({
  list: byId("events"), filter: byId("feed-filter"), pause: byId("feed-pause"), announce: byId("announce"), name,
  open: (dpid) => choose("switch", dpid, true),
});
network.addEventListener("event", ({ detail }) => feed.add(detail));

// -- the head

const counters = { switches: byId("count-switches"), links: byId("count-links"), hosts: byId("count-hosts") };

function drawHead() {
  const values = [...network.switches.values()];
  const up = values.filter((it) => state(it) === "up").length;
  const links = [...network.links.values()];
  const linksUp = links.filter((link) => link.up).length;
  say(counters.switches, up === values.length ? count(up) : `${count(up)} of ${count(values.length)}`);
  say(counters.links, linksUp === links.length ? count(linksUp) : `${count(linksUp)} of ${count(links.length)}`);
  say(counters.hosts, count(network.hosts.size));
  byId("count-links").dataset.bad = linksUp !== links.length;
  byId("count-switches").dataset.bad = up !== values.length;
}

network.addEventListener("state", () => {
  const stream = byId("stream");
  stream.dataset.state = network.state;
  say(stream, { live: "live", lost: "reconnecting", connecting: "connecting" }[network.state]);
});

/** What shows the network, once for all that has changed since the last frame; the map in a turn of its own, so that
 *  the page can react in between. */
function draw() {
  drawing = 0;
  drawHead();
  byId("notice").hidden = network.controller.topology !== false;
  list.set([...network.switches.values()]);
  paths.again();
  if (!mapping && network.complete) mapping = setTimeout(drawMap);
}

let drawing = 0;
let mapping = 0;
network.addEventListener("change", () => { drawing ||= requestAnimationFrame(draw); });

// -- tools

function toggleHosts(shown) {
  byId("hosts-toggle").setAttribute("aria-pressed", shown);
  graph.showHosts(shown);
  localStorage.setItem(HOSTS_SHOWN, String(shown));
}

splitter(byId("splitter"));
byId("zoom-in").addEventListener("click", () => graph.zoom(1.25));
byId("zoom-out").addEventListener("click", () => graph.zoom(0.8));
byId("fit").addEventListener("click", () => graph.fit());
byId("arrange").addEventListener("click", () => graph.arrange());
byId("hosts-toggle").addEventListener("click", () => toggleHosts(byId("hosts-toggle").getAttribute("aria-pressed") !== "true"));
themes(byId("theme"), () => {
  graph.recolour();
  recolourPlots();
});
byId("legend").replaceChildren(...LOADS.map(({ colour, label }) => el("li", { class: colour }, label)), el("li", { class: "down" }, "down"));
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, dialog");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    byId("search").focus();
  }
});

// What programs that test or measure the page look at.
globalThis.oftwist = { network, graph, list, panel };

toggleHosts(localStorage.getItem(HOSTS_SHOWN) === "true");
network.start();
