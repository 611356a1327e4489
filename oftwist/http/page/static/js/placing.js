// Where the nodes are: found by the worker, moved by hand, remembered by the browser. What has its place keeps it: events
// move nothing. Only while a network is first discovered, and nobody has touched it, all of it may still move.

const KEPT = "oftwist.layout";
const RING = 80; // as many nodes begin on a circle
const SETTLES = 15000; // ms without anything new, after which nothing moves by itself any more

/** A policy for the one script that is started as a worker, where the browser wants one (Trusted Types). */
function workerUrl() {
  const url = new URL("layout-worker.js", import.meta.url).href;
  const policy = globalThis.trustedTypes?.createPolicy("oftwist", {
    createScriptURL: (wanted) => {
      if (wanted !== url) throw new TypeError("not a script of this page");
      return wanted;
    },
  });
  return policy ? policy.createScriptURL(url) : url;
}

function remembered() {
  try {
    return new Map(Object.entries(JSON.parse(localStorage.getItem(KEPT) || "{}")));
  } catch {
    return new Map();
  }
}

/** First places for all: on a circle, each beside the one it is linked to, so that rings begin as rings; a large network
 *  on a spiral in the same order. */
function walk(nodes, links) {
  const beside = new Map(nodes.map((node) => [node, []]));
  for (const { a, b } of links) {
    beside.get(a).push(b);
    beside.get(b).push(a);
  }
  const order = new Set();
  for (const first of nodes) {
    const todo = [first];
    while (todo.length) {
      const node = todo.pop();
      if (order.has(node)) continue;
      order.add(node);
      todo.push(...beside.get(node).filter((other) => !order.has(other)).reverse());
    }
  }
  const ring = nodes.length <= RING;
  [...order].forEach((node, at) => {
    const angle = ring ? (2 * Math.PI * at) / nodes.length - Math.PI / 2 : at * 2.399963;
    const far = ring ? Math.max(60, 14 * nodes.length) : 34 * Math.sqrt(at + 1);
    node.x = far * Math.cos(angle);
    node.y = far * Math.sin(angle);
  });
}

/** Gives nodes {id, x, y} their places. `moved(done)` is called whenever some have changed. */
export class Placing {
  constructor(moved) {
    this.moved = moved;
    this.kept = remembered();
    this.settled = this.kept.size > 0;
    this.run = 0;
    this.order = [];
    this.done = true; // nothing moves
    this.timer = 0;
    this.worker = new Worker(workerUrl(), { type: "module" });
    this.worker.onmessage = ({ data }) => this.arrived(data);
  }

  /** Nodes that are new get a place; `added`: some are, or some are linked for the first time. */
  place(nodes, links, added) {
    const fresh = nodes.filter((node) => node.x === undefined);
    if (this.settled) for (const node of fresh) this.begin(node, links);
    else if (added) walk(nodes, links);
    if (!added) return;
    const movable = this.settled ? fresh.filter((node) => !this.kept.has(node.id)) : nodes;
    if (movable.length) this.start(nodes, links, new Set(movable), this.settled ? 0.4 : fresh.length ? 0.8 : 0.4);
    if (!this.settled) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.settle(nodes), SETTLES);
    }
  }

  /** The first place of a single node: the one it had, or beside a neighbour, or on a spiral around the middle. */
  begin(node, links) {
    const kept = this.kept.get(node.id);
    if (kept) {
      [node.x, node.y] = kept;
      return;
    }
    const index = this.begun = (this.begun ?? 0) + 1;
    const angle = index * 2.399963;
    const link = links.find(({ a, b }) => (a === node && b.x !== undefined) || (b === node && a.x !== undefined));
    const beside = link && (link.a === node ? link.b : link.a);
    const far = beside ? 70 : 34 * Math.sqrt(index);
    node.x = (beside ? beside.x : 0) + far * Math.cos(angle);
    node.y = (beside ? beside.y : 0) + far * Math.sin(angle);
  }

  start(nodes, links, movable, heat) {
    this.order = nodes;
    this.movable = movable;
    this.run += 1;
    this.done = false;
    const index = new Map(nodes.map((node, at) => [node, at]));
    this.worker.postMessage({
      run: this.run,
      heat,
      nodes: nodes.map((node) => ({ x: node.x, y: node.y, fixed: !movable.has(node) })),
      links: links.map(({ a, b }) => [index.get(a), index.get(b)]),
    });
  }

  arrived({ run, positions, done }) {
    if (run !== this.run) return;
    this.done = done;
    this.order.forEach((node, at) => {
      if (!this.movable.has(node)) return;
      node.x = positions[2 * at];
      node.y = positions[2 * at + 1];
    });
    if (done && this.settled) this.keep(this.order);
    this.moved(done);
  }

  /** All anew, whatever was remembered. */
  arrange(nodes, links) {
    this.kept.clear();
    this.settled = true;
    walk(nodes, links);
    this.start(nodes, links, new Set(nodes), 1);
  }

  /** From now on nothing moves by itself. */
  settle(nodes) {
    clearTimeout(this.timer);
    this.settled = true;
    this.keep(nodes);
  }

  /** Somebody takes a node into their hand: a layout that runs must not pull at it. */
  halt(nodes) {
    this.run += 1;
    this.done = true;
    this.worker.postMessage({ run: this.run });
    this.settle(nodes);
  }

  keep(nodes) {
    for (const { id, x, y } of nodes) this.kept.set(id, [Math.round(x), Math.round(y)]);
    try {
      localStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(this.kept)));
    } catch {
      // no room or not allowed: the layout lasts as long as the page
    }
  }
}
