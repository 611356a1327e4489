// Runs the force layout away from the page: takes {run, nodes: [{x, y, fixed}], links: [[from, to]], heat}, gives back
// {run, positions: Float32Array of x and y in turn, done}. Knows no names and no canvas.

import "../vendor/d3-dispatch.min.js";
import "../vendor/d3-quadtree.min.js";
import "../vendor/d3-timer.min.js";
import "../vendor/d3-force.min.js";

const d3 = globalThis.d3;
const SLICE = 40; // ms between two looks at the messages
const SHOWN = { small: 90, large: 300 }; // ms between two pictures
let current = 0;

onmessage = ({ data }) => {
  current = data.run;
  if (data.nodes) arrange(data);
};

function arrange({ run, nodes, links, heat }) {
  const places = nodes.map(({ x, y, fixed }) => ({ x, y, ...(fixed ? { fx: x, fy: y } : {}) }));
  const edges = links.map(([source, target]) => ({ source, target }));
  // Large networks spread over a larger plane, with a repulsion of shorter reach: that is what costs time.
  const large = nodes.length > 400;
  const simulation = d3.forceSimulation(places)
    .alpha(heat)
    .alphaDecay(large ? 0.035 : 0.0228)
    .velocityDecay(0.35)
    .force("link", d3.forceLink(edges).distance(large ? 60 : 90))
    .force("charge", d3.forceManyBody().strength(large ? -220 : -420).theta(large ? 1.1 : 0.9).distanceMax(large ? 900 : 2000))
    .force("collide", d3.forceCollide(28).iterations(1))
    .force("x", d3.forceX(0).strength(0.035))
    .force("y", d3.forceY(0).strength(0.05))
    .stop();
  let shown = performance.now();

  const slice = () => {
    if (run !== current) return; // there is newer work
    const until = performance.now() + SLICE;
    while (simulation.alpha() > 0.004 && performance.now() < until) simulation.tick();
    const done = simulation.alpha() <= 0.004;
    if (done || performance.now() - shown > (large ? SHOWN.large : SHOWN.small)) {
      shown = performance.now();
      const positions = new Float32Array(places.length * 2);
      places.forEach(({ x, y }, index) => positions.set([x, y], index * 2));
      postMessage({ run, positions, done }, [positions.buffer]);
    }
    if (!done) setTimeout(slice, 0);
  };
  slice();
}
