// The map: one adapter between the page and whatever draws. It takes nodes, links and hosts, and tells what was chosen;
// nothing else of the page touches the canvas. Why no library: benchmarks/page.py and docs/page.rst.

import { Drawing, bend, extent, fan } from "./drawing.js";
import { Placing } from "./placing.js";

const NEAR = 7; // pixels around a link that count as on it
const ZOOM = { least: 0.05, most: 4 };

/** @typedef {{id: string, label: string, version: string, state: "up"|"wait"|"down"}} Node
 *  @typedef {{key: string, from: string, to: string, ports: [string, string], up: boolean, load: number}} Link
 *  @typedef {{id: string, at: string, label: string}} Host */
export class Graph {
  /** `chosen(kind, id)` with kind "switch", "link", "host" or "": by pointer or key. `opened(id)`: a switch, to be looked
   *  into. `pointed(kind, id, x, y)`: what is under the pointer. */
  constructor(canvas, { chosen, opened, pointed }) {
    Object.assign(this, { canvas, chosen, opened, pointed });
    this.drawing = new Drawing(canvas);
    this.nodes = new Map();
    this.links = new Map();
    this.known = new Set(); // pairs that are or were linked
    this.hosts = new Map();
    this.spots = [];
    this.hostsShown = false;
    this.scene = { selected: null, hovered: null, found: new Set(), marked: new Set() };
    this.fitted = false;
    this.frame = 0;
    this.frames = 0;
    this.placing = new Placing(() => this.moved());
    new ResizeObserver(() => this.resized()).observe(canvas.parentElement);
    this.listen();
  }

  // -- what is shown

  /** The whole network as it is now. Objects stay the same from call to call, and so do their places. */
  show(nodes, links, hosts) {
    let added = false;
    const ids = new Set(nodes.map(({ id }) => id));
    for (const id of this.nodes.keys()) if (!ids.has(id)) this.nodes.delete(id);
    for (const node of nodes) {
      if (!this.nodes.has(node.id)) added = this.nodes.set(node.id, { id: node.id }) && true;
      Object.assign(this.nodes.get(node.id), node);
    }
    const keys = new Set(links.map(({ key }) => key));
    let changed = false;
    for (const key of this.links.keys()) if (!keys.has(key)) changed = this.links.delete(key);
    for (const link of links) {
      const [a, b] = [this.nodes.get(link.from), this.nodes.get(link.to)];
      if (!a || !b) continue;
      let own = this.links.get(link.key);
      if (!own) {
        own = { pair: a.id < b.id ? `${a.id} ${b.id}` : `${b.id} ${a.id}` };
        this.links.set(link.key, own);
        changed = true;
      }
      if (!this.known.has(own.pair)) added = this.known.add(own.pair) && true;
      Object.assign(own, link, { a, b });
    }
    if (changed) this.bendParallel();
    const stations = new Set(hosts.map(({ id }) => id));
    for (const id of this.hosts.keys()) if (!stations.has(id)) this.hosts.delete(id);
    for (const host of hosts) this.hosts.set(host.id, Object.assign(this.hosts.get(host.id) ?? {}, host));
    this.placing.place([...this.nodes.values()], [...this.links.values()], added);
    this.gone();
    this.spread();
    if (!this.fitted && this.nodes.size) this.fit();
    this.redraw();
  }

  bendParallel() {
    const pairs = new Map();
    for (const link of this.links.values()) {
      if (!pairs.has(link.pair)) pairs.set(link.pair, []);
      pairs.get(link.pair).push(link);
    }
    for (const links of pairs.values()) links.forEach((link, at) => { link.curve = at - (links.length - 1) / 2; });
  }

  /** What is no longer there is neither selected nor pointed at. */
  gone() {
    const there = new Set([...this.nodes.values(), ...this.links.values(), ...this.hosts.values()]);
    for (const name of ["selected", "hovered"]) if (!there.has(this.scene[name])) this.scene[name] = null;
  }

  /** Hosts are shown around all switches, or around the selected one. */
  spread() {
    const { selected } = this.scene;
    const groups = new Map();
    for (const host of this.hosts.values()) {
      const node = this.nodes.get(host.at);
      if (!node || !(this.hostsShown || node === selected || host === selected)) continue;
      if (!groups.has(node)) groups.set(node, []);
      groups.get(node).push(host);
    }
    if (!groups.size && !this.spots.length) return;
    const neighbours = new Map([...groups.keys()].map((node) => [node, []]));
    for (const { a, b } of this.links.values()) {
      neighbours.get(a)?.push(b);
      neighbours.get(b)?.push(a);
    }
    this.spots = [...groups].flatMap(([node, hosts]) => fan(node, neighbours.get(node), hosts));
  }

  showHosts(shown) {
    this.hostsShown = shown;
    this.spread();
    if (this.fitted && !this.touched) this.fit();
    this.redraw();
  }

  /** Select a switch, a link or a host by what it is called; nothing if that is not there. */
  select(kind, id) {
    this.scene.selected = { switch: this.nodes, link: this.links, host: this.hosts }[kind]?.get(id) ?? null;
    this.spread();
    this.redraw();
  }

  /** Mark the switches and links of a path; with nothing, no longer. */
  mark(ids = []) {
    this.scene.marked = new Set(ids);
    this.redraw();
  }

  /** Ring the switches that a search has found. */
  find(ids) {
    this.scene.found = new Set(ids.map((id) => this.nodes.get(id)).filter(Boolean));
    this.redraw();
  }

  // -- where it is looked at

  moved() {
    this.spread();
    if (!this.touched) this.fit();
    this.redraw();
  }

  resized() {
    this.drawing.resize();
    if (this.fitted && !this.touched) this.fit();
    this.redraw();
  }

  /** All of it in view; or some switches only. */
  fit(ids = null) {
    const nodes = ids ? ids.map((id) => this.nodes.get(id)).filter(Boolean) : [...this.nodes.values()];
    if (!this.drawing.width) this.drawing.resize();
    if (!nodes.length || !this.drawing.width) return;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { x, y } of ids ? nodes : [...nodes, ...this.spots]) {
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
    const { width, height, view } = this.drawing;
    const scale = Math.min((width - 160) / (right - left || 1), (height - 170) / (bottom - top || 1), ids ? 1 : 2.2);
    Object.assign(view, { x: (left + right) / 2, y: (top + bottom) / 2, scale: Math.max(ZOOM.least, scale) });
    this.fitted = true;
    this.redraw();
  }

  /** Bring a switch into view, if it is not. */
  reveal(id) {
    const node = this.nodes.get(id);
    if (!node) return;
    const [x, y] = this.drawing.toScreen(node.x, node.y);
    const { width, height, view } = this.drawing;
    if (x < 40 || y < 40 || x > width - 40 || y > height - 40) Object.assign(view, { x: node.x, y: node.y });
    this.touched = true;
    this.redraw();
  }

  zoom(factor, x = this.drawing.width / 2, y = this.drawing.height / 2) {
    const { view } = this.drawing;
    const [left, top] = this.drawing.toWorld(x, y);
    view.scale = Math.min(ZOOM.most, Math.max(ZOOM.least, view.scale * factor));
    const [newLeft, newTop] = this.drawing.toWorld(x, y);
    view.x += left - newLeft;
    view.y += top - newTop;
    this.touched = true;
    this.redraw();
  }

  pan(x, y) {
    this.drawing.view.x -= x / this.drawing.view.scale;
    this.drawing.view.y -= y / this.drawing.view.scale;
    this.touched = true;
    this.redraw();
  }

  /** Find new places for everything. */
  arrange() {
    this.touched = false;
    this.placing.arrange([...this.nodes.values()], [...this.links.values()]);
  }

  recolour() {
    this.drawing.recolour();
    this.redraw();
  }

  redraw() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      if (!this.drawing.width) return;
      this.frames += 1;
      this.drawing.draw({
        ...this.scene, nodes: [...this.nodes.values()], links: [...this.links.values()], hosts: this.spots,
      });
    });
  }

  // -- what is under the pointer

  /** [kind, object] at a place of the canvas in pixels. */
  at(x, y) {
    const { drawing } = this;
    const { width, height } = extent(drawing.view.scale);
    for (const spot of this.spots) {
      const [left, top] = drawing.toScreen(spot.x, spot.y);
      if (Math.hypot(left - x, top - y) < 8) return ["host", spot.host];
    }
    for (const node of this.nodes.values()) {
      const [left, top] = drawing.toScreen(node.x, node.y);
      if (Math.abs(left - x) < width + 4 && Math.abs(top - y) < height + 4) return ["switch", node];
    }
    let best = [NEAR, null];
    for (const link of this.links.values()) {
      const [mx, my] = drawing.toScreen(...bend(link));
      const a = drawing.toScreen(link.a.x, link.a.y);
      const b = drawing.toScreen(link.b.x, link.b.y);
      const far = Math.min(distance(x, y, a[0], a[1], mx, my), distance(x, y, mx, my, b[0], b[1]));
      if (far < best[0]) best = [far, link];
    }
    return best[1] ? ["link", best[1]] : ["", null];
  }

  name(kind, object) {
    return object ? (kind === "link" ? object.key : object.id) : "";
  }

  choose(kind, object) {
    this.scene.selected = object;
    this.spread();
    this.redraw();
    this.chosen(kind, this.name(kind, object));
  }

  // -- pointer and keys

  listen() {
    const { canvas } = this;
    const fingers = new Map();
    let drag = null;
    let spread = 0;
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    canvas.addEventListener("pointerdown", (event) => {
      const [x, y] = place(event);
      fingers.set(event.pointerId, [x, y]);
      canvas.setPointerCapture(event.pointerId);
      const [kind, object] = this.at(x, y);
      drag = { kind, object, x, y, far: 0 };
      this.pointed("", "", 0, 0);
    });
    canvas.addEventListener("pointermove", (event) => {
      const [x, y] = place(event);
      if (!fingers.has(event.pointerId)) {
        this.hover(x, y);
        return;
      }
      const [lastX, lastY] = fingers.get(event.pointerId);
      fingers.set(event.pointerId, [x, y]);
      if (fingers.size === 2) {
        const [one, other] = [...fingers.values()];
        const far = Math.hypot(one[0] - other[0], one[1] - other[1]);
        if (spread) this.zoom(far / spread, (one[0] + other[0]) / 2, (one[1] + other[1]) / 2);
        spread = far;
        drag = null;
      } else if (drag) {
        drag.far += Math.hypot(x - lastX, y - lastY);
        if (drag.far > 3) this.drag(drag, x - lastX, y - lastY);
      }
    });
    const ended = (event) => {
      fingers.delete(event.pointerId);
      spread = 0;
      if (drag && event.type === "pointerup") {
        if (drag.far <= 3) this.choose(drag.kind, drag.object);
        else if (drag.kind === "switch") this.placing.keep([...this.nodes.values()]);
      }
      drag = null;
    };
    canvas.addEventListener("pointerup", ended);
    canvas.addEventListener("pointercancel", ended);
    canvas.addEventListener("pointerleave", () => this.pointed("", "", 0, 0));
    canvas.addEventListener("dblclick", (event) => {
      const [kind, object] = this.at(...place(event));
      if (kind === "switch") this.opened(object.id);
    });
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), ...place(event));
    }, { passive: false });
    canvas.addEventListener("keydown", (event) => this.key(event));
  }

  hover(x, y) {
    const [kind, object] = this.at(x, y);
    this.canvas.style.cursor = object ? "pointer" : "grab";
    this.pointed(kind, this.name(kind, object), x, y);
    const shown = kind === "host" ? null : object;
    if (shown === this.scene.hovered) return;
    this.scene.hovered = shown;
    this.redraw();
  }

  drag(drag, x, y) {
    const { kind, object } = drag;
    if (kind !== "switch") {
      this.pan(x, y);
      return;
    }
    if (!drag.held) this.placing.halt([...this.nodes.values()]);
    drag.held = this.touched = true;
    object.x += x / this.drawing.view.scale;
    object.y += y / this.drawing.view.scale;
    this.spread();
    this.redraw();
  }

  key(event) {
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const { selected } = this.scene;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (arrows[event.key] && event.shiftKey) this.pan(-60 * arrows[event.key][0], -60 * arrows[event.key][1]);
    else if (arrows[event.key]) this.step(...arrows[event.key]);
    else if (event.key === "+" || event.key === "=") this.zoom(1.25);
    else if (event.key === "-") this.zoom(0.8);
    else if (event.key === "0") this.fit();
    else if (event.key === "Escape") this.choose("", null);
    else if (event.key === "Enter" && selected && this.nodes.get(selected.id) === selected) this.opened(selected.id);
    else return;
    event.preventDefault();
  }

  /** Select the next switch in a direction: the one that needs the smallest turn and the shortest way. */
  step(x, y) {
    const from = this.nodes.get(this.scene.selected?.id);
    let best = [Infinity, null];
    for (const node of this.nodes.values()) {
      if (node === from) continue;
      const [dx, dy] = from ? [node.x - from.x, node.y - from.y] : [node.x, node.y];
      const along = dx * x + dy * y;
      const aside = Math.abs(dx * y) + Math.abs(dy * x);
      const cost = from ? (along <= 0 ? Infinity : along + 2 * aside) : Math.hypot(dx, dy);
      if (cost < best[0]) best = [cost, node];
    }
    if (!best[1]) return;
    this.choose("switch", best[1]);
    this.reveal(best[1].id);
  }
}

/** How far a point is from a line between two others. */
function distance(x, y, ax, ay, bx, by) {
  const [dx, dy] = [bx - ax, by - ay];
  const share = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}
