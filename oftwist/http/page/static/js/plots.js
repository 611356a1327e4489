// Small plots of rates over the last minutes. The one file that knows uPlot.

import { tokens } from "./dom.js";
import { bitRate, clock } from "./units.js";

/** Seconds of a plot from left to right. */
export const SPAN = 300;

const plots = new Set();

/** Received and sent bytes per second of a port. `spark`: without axes, for a row of a table. */
export class RatePlot {
  constructor(parent, { spark = false, height = 150 } = {}) {
    Object.assign(this, { parent, spark, height, data: [[], [], []] });
    this.make();
    plots.add(this);
    this.resizing = new ResizeObserver(() => this.resize());
    this.resizing.observe(parent);
  }

  make() {
    const colours = tokens("rx", "tx", "muted", "line", "rx-fill", "tx-fill");
    const font = `10.5px ${getComputedStyle(document.body).fontFamily}`;
    const axis = { stroke: colours.muted, font, grid: { stroke: colours.line, width: 1 }, ticks: { show: false } };
    this.plot?.destroy();
    this.plot = new uPlot({
      width: this.parent.clientWidth || 100,
      height: this.height,
      pxAlign: 0,
      padding: this.spark ? [2, 0, 2, 0] : [8, 8, 0, 0],
      legend: { show: false },
      cursor: { show: !this.spark, drag: { x: false, y: false }, points: { size: 5 } },
      scales: { x: { range: (plot, from, to) => [(to ?? SPAN) - SPAN, to ?? SPAN] }, y: { range: (plot, from, to) => [0, Math.max((to ?? 0) * 1.1, 125)] } },
      axes: this.spark ? [{ show: false }, { show: false }] : [
        { ...axis, size: 22, space: 70, values: (plot, ticks) => ticks.map((tick) => clock(tick).slice(0, 5)) },
        { ...axis, size: 66, values: (plot, ticks) => ticks.map((tick) => bitRate(tick)) },
      ],
      series: [
        {},
        { label: "received", stroke: colours.rx, width: 1.3, fill: colours["rx-fill"], points: { show: false } },
        { label: "sent", stroke: colours.tx, width: 1.3, points: { show: false } },
      ],
    }, this.data, this.parent);
  }

  /** Times in seconds since 1970 and both rates, oldest first. */
  set([times, received, sent]) {
    this.data = [times, received, sent];
    this.plot.setData(this.data);
  }

  resize() {
    const width = this.parent.clientWidth;
    if (width && width !== this.plot.width) this.plot.setSize({ width, height: this.height });
  }

  destroy() {
    this.resizing.disconnect();
    this.plot.destroy();
    plots.delete(this);
  }
}

/** The colours have changed. */
export function recolourPlots() {
  for (const plot of plots) plot.make();
}
