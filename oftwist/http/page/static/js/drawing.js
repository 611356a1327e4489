// Draws the network on a canvas. Knows nodes, links, hosts and colours; neither events nor where data comes from.
// Each line is a stroke of its own: measured, that is five times faster than one path of thousands of lines that cross.

import { tokens } from "./dom.js";

/** Width in pixels and name of the colour by the share of a link that is used; the last that is reached counts. */
export const LOADS = [
  { from: 0, width: 1.2, colour: "load-0", label: "idle" },
  { from: 0.001, width: 1.8, colour: "load-1", label: "< 10 %" },
  { from: 0.1, width: 2.8, colour: "load-2", label: "10–40 %" },
  { from: 0.4, width: 4, colour: "load-3", label: "40–70 %" },
  { from: 0.7, width: 5.5, colour: "load-4", label: "> 70 %" },
];

const HALF_WIDTH = 15;
const HALF_HEIGHT = 10;
const HOST = 4;
const FEW = 24; // links whose ports are told at a usual scale
const LABELS = 400; // more texts than this at once are no help to anybody

/** How large a node is at this scale, half of its width and height in pixels. */
export function extent(scale) {
  const size = Math.min(1.25, Math.max(0.3, scale * 1.1));
  return { width: HALF_WIDTH * size, height: HALF_HEIGHT * size };
}

/** The middle of a link that is bent, so that parallel ones lie side by side. World coordinates. */
export function bend(link) {
  const { a, b } = link;
  const x = (a.x + b.x) / 2;
  const y = (a.y + b.y) / 2;
  if (!link.curve) return [x, y];
  const far = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const [from, to] = a.id < b.id ? [a, b] : [b, a];
  const out = link.curve * 22;
  return [x - ((to.y - from.y) / far) * out, y + ((to.x - from.x) / far) * out];
}

/** Where the hosts of a switch stand: in rows of a fan on the side that has the fewest links. */
export function fan(node, neighbours, hosts) {
  let [x, y] = [0, 0];
  for (const other of neighbours) {
    const far = Math.hypot(other.x - node.x, other.y - node.y) || 1;
    x -= (other.x - node.x) / far;
    y -= (other.y - node.y) / far;
  }
  const middle = Math.hypot(x, y) < 0.05 ? -Math.PI / 2 : Math.atan2(y, x);
  const row = 7;
  return hosts.map((host, index) => {
    const inRow = Math.min(row, hosts.length - Math.floor(index / row) * row);
    const angle = middle + ((index % row) - (inRow - 1) / 2) * 0.36;
    const far = 46 + Math.floor(index / row) * 22;
    return { host, node, x: node.x + far * Math.cos(angle), y: node.y + far * Math.sin(angle) };
  });
}

export class Drawing {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { alpha: false });
    this.view = { x: 0, y: 0, scale: 1 };
    this.recolour();
  }

  recolour() {
    this.colours = tokens(
      "map", "text", "muted", "line", "accent", "node", "node-text", "good", "warn", "bad", "host", "path",
      ...LOADS.map(({ colour }) => colour),
    );
    this.font = getComputedStyle(this.canvas).fontFamily;
  }

  /** Fit the canvas to the place around it, pixel on pixel: anything in between would blur every text. */
  resize() {
    const { canvas } = this;
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const box = canvas.parentElement.getBoundingClientRect();
    const [left, right, top, bottom] = [box.left, box.right, box.top, box.bottom].map((each) => Math.round(each * ratio));
    const [width, height] = [right - left, bottom - top];
    canvas.style.transform = `translate(${left / ratio - box.left}px, ${top / ratio - box.top}px)`;
    if (canvas.width === width && canvas.height === height && this.ratio === ratio) return;
    Object.assign(canvas.style, { width: `${width / ratio}px`, height: `${height / ratio}px` });
    Object.assign(canvas, { width, height });
    Object.assign(this, { width: width / ratio, height: height / ratio, ratio });
  }

  toScreen(x, y) {
    const { view } = this;
    return [(x - view.x) * view.scale + this.width / 2, (y - view.y) * view.scale + this.height / 2];
  }

  toWorld(x, y) {
    const { view } = this;
    return [(x - this.width / 2) / view.scale + view.x, (y - this.height / 2) / view.scale + view.y];
  }

  draw(scene) {
    const { context, ratio, view } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = this.colours.map;
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    context.setTransform(
      ratio * view.scale, 0, 0, ratio * view.scale,
      ratio * (this.width / 2 - view.x * view.scale), ratio * (this.height / 2 - view.y * view.scale),
    );
    this.links(scene);
    this.hostLines(scene);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.hosts(scene);
    this.nodes(scene);
    this.labels(scene);
  }

  stroke(links, colour, width, dash = []) {
    if (!links.length) return;
    const { context } = this;
    context.strokeStyle = colour;
    context.lineWidth = width / this.view.scale;
    context.setLineDash(dash.map((length) => length / this.view.scale));
    const curves = this.view.scale > 0.5;
    for (const link of links) {
      context.beginPath();
      context.moveTo(link.a.x, link.a.y);
      if (link.curve && curves) context.quadraticCurveTo(...this.control(link), link.b.x, link.b.y);
      else context.lineTo(link.b.x, link.b.y);
      context.stroke();
    }
    context.setLineDash([]);
  }

  /** The control point whose curve goes through the bend. */
  control(link) {
    const [x, y] = bend(link);
    return [2 * x - (link.a.x + link.b.x) / 2, 2 * y - (link.a.y + link.b.y) / 2];
  }

  links({ links, marked, selected, hovered }) {
    const { colours } = this;
    const groups = LOADS.map(() => []);
    const down = [];
    for (const link of links) (link.up ? groups[link.load] : down).push(link);
    const thin = Math.min(1, Math.max(0.35, this.view.scale * 1.4));
    groups.forEach((group, at) => this.stroke(group, colours[LOADS[at].colour], LOADS[at].width * thin));
    this.stroke(down, colours.bad, 2, [5, 4]);
    this.stroke(links.filter((link) => marked.has(link.key)), colours.path, 6 * thin + 1);
    this.stroke(links.filter((link) => link === selected || link === hovered), colours.accent, 3);
  }

  hostLines({ hosts }) {
    if (!hosts.length) return;
    const { context } = this;
    context.beginPath();
    for (const { node, x, y } of hosts) {
      context.moveTo(node.x, node.y);
      context.lineTo(x, y);
    }
    context.strokeStyle = this.colours.line;
    context.lineWidth = 1 / this.view.scale;
    context.stroke();
  }

  hosts({ hosts, selected }) {
    const { context, colours } = this;
    context.fillStyle = colours.host;
    for (const spot of hosts) {
      const [x, y] = this.toScreen(spot.x, spot.y);
      context.beginPath();
      context.arc(x, y, Math.max(2, HOST * Math.min(1.2, this.view.scale)), 0, 2 * Math.PI);
      context.fill();
      if (spot.host === selected) this.ring(x, y, 9, 9);
    }
  }

  nodes({ nodes, selected, hovered, found, marked }) {
    const { context, colours } = this;
    const { width, height } = extent(this.view.scale);
    const groups = new Map();
    for (const node of nodes) {
      const state = marked.has(node.id) ? "path" : node.state;
      if (!groups.has(state)) groups.set(state, []);
      groups.get(state).push(node);
    }
    const round = width > 8;
    context.fillStyle = colours.node;
    context.lineWidth = round ? 2 : 1.2;
    for (const [state, group] of groups) {
      context.strokeStyle = colours[{ up: "good", wait: "warn", down: "bad", path: "path" }[state]];
      context.setLineDash(state === "down" ? [4, 3] : []);
      for (const node of group) {
        const [x, y] = this.toScreen(node.x, node.y);
        if (x < -50 || y < -50 || x > this.width + 50 || y > this.height + 50) continue;
        if (round) {
          context.beginPath();
          context.roundRect(x - width, y - height, 2 * width, 2 * height, 3);
          context.fill();
          context.stroke();
        } else {
          context.fillRect(x - width, y - height, 2 * width, 2 * height);
          context.strokeRect(x - width, y - height, 2 * width, 2 * height);
        }
      }
    }
    context.setLineDash([]);
    for (const node of nodes) {
      const ringed = node === selected || node === hovered || found.has(node);
      if (ringed) this.ring(...this.toScreen(node.x, node.y), width + 4, height + 4, node === selected);
    }
  }

  ring(x, y, width, height, strong = true) {
    const { context } = this;
    context.beginPath();
    context.roundRect(x - width, y - height, 2 * width, 2 * height, 5);
    context.strokeStyle = this.colours.accent;
    context.lineWidth = strong ? 2.5 : 1.2;
    context.stroke();
  }

  labels({ nodes, links, hosts, selected, hovered, found }) {
    const { context, colours } = this;
    const { width, height } = extent(this.view.scale);
    context.textAlign = "center";
    context.textBaseline = "middle";
    this.portLabels(links.filter((link) => this.isClose(link, links.length, selected, hovered)));
    if (this.view.scale > 0.8 && hosts.length <= LABELS) this.hostLabels(hosts);
    context.textAlign = "center";
    const all = this.view.scale > 0.42;
    const visible = nodes.filter((node) => {
      if (!all && node !== selected && node !== hovered && !found.has(node)) return false;
      const [x, y] = this.toScreen(node.x, node.y);
      return x > -60 && y > -30 && x < this.width + 60 && y < this.height + 30;
    });
    if (width > 12) {
      context.font = `600 ${Math.min(11, width * 0.75)}px ${this.font}`;
      context.fillStyle = colours["node-text"];
      for (const node of visible) context.fillText(node.version, ...this.toScreen(node.x, node.y));
    }
    context.font = `11.5px ${this.font}`;
    context.textBaseline = "top";
    for (const node of visible.slice(0, LABELS)) {
      const [x, y] = this.toScreen(node.x, node.y);
      this.text(node.label, x, y + height + 6, node.state === "down" ? colours.muted : colours.text);
    }
  }

  /** A text with a halo of the background, readable over lines. */
  text(text, x, y, colour) {
    const { context } = this;
    context.strokeStyle = this.colours.map;
    context.lineWidth = 3;
    context.lineJoin = "round";
    context.strokeText(text, x, y);
    context.fillStyle = colour;
    context.fillText(text, x, y);
  }

  /** A text on a plate of the background, readable on thick lines. */
  tag(text, x, y) {
    const { context } = this;
    const width = context.measureText(text).width + 6;
    context.fillStyle = this.colours.map;
    context.beginPath();
    context.roundRect(x - width / 2, y - 7, width, 13, 3);
    context.fill();
    context.fillStyle = this.colours.muted;
    context.fillText(text, x, y);
  }

  hostLabels(hosts) {
    const { context } = this;
    context.font = `10.5px ${this.font}`;
    context.textBaseline = "middle";
    for (const { host, node, x, y } of hosts) {
      const [left, top] = this.toScreen(x, y);
      context.textAlign = x < node.x - 4 ? "right" : x > node.x + 4 ? "left" : "center";
      const aside = { right: -8, left: 8, center: 0 }[context.textAlign];
      this.text(host.label, left + aside, top + (aside ? 0 : y < node.y ? -11 : 11), this.colours.muted);
    }
  }

  /** Whether the ports of a link are told: there is room for all, or it is looked at. */
  isClose(link, count, selected, hovered) {
    const { scale } = this.view;
    if (scale > 2 || (scale > 1.15 && count <= FEW)) return true;
    return scale > 0.5 && [link, link.a, link.b].some((each) => each === selected || each === hovered);
  }

  /** The ports at both ends of links. */
  portLabels(links) {
    const { context } = this;
    context.font = `10px ${this.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const { width } = extent(this.view.scale);
    const away = width + 18;
    let drawn = 0;
    for (const link of links) {
      const middle = this.toScreen(...bend(link));
      for (const [end, label] of [[link.a, link.ports[0]], [link.b, link.ports[1]]]) {
        const [x, y] = this.toScreen(end.x, end.y);
        const far = Math.hypot(middle[0] - x, middle[1] - y);
        if (far < away * 1.3 || x < 0 || y < 0 || x > this.width || y > this.height || (drawn += 1) > LABELS) continue;
        this.tag(label, x + ((middle[0] - x) / far) * away, y + ((middle[1] - y) / far) * away);
      }
    }
  }
}
