// Asking again and again, without being a burden: a resource is asked for when somebody says that it has changed and
// from time to time, never twice at once, never for more than a tenth of the time, and never while nobody sees the page.

const SHARE = 10;

/** Calls `ask()` (a promise) every `period` ms, and soon after `stale()`. Failures go to `failed(error)`. */
export class Poll {
  constructor(ask, { period = 30000, least = 250, failed = () => {} } = {}) {
    Object.assign(this, { ask, period, least, failed });
    this.running = false;
    this.busy = false;
    this.wanted = false;
    this.rest = 0;
    this.timer = 0;
    this.seen = () => {
      if (!document.hidden && this.wanted) this.now();
    };
  }

  start() {
    if (this.running) return;
    this.running = true;
    document.addEventListener("visibilitychange", this.seen);
    this.now();
  }

  stop() {
    this.running = false;
    document.removeEventListener("visibilitychange", this.seen);
    clearTimeout(this.timer);
  }

  /** What was asked for last may have changed. */
  stale() {
    if (!this.running) return;
    if (this.busy) this.wanted = true;
    else this.schedule(Math.max(0, this.rest - performance.now()));
  }

  schedule(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), delay);
  }

  async now() {
    clearTimeout(this.timer);
    if (!this.running) return;
    if (this.busy || document.hidden) {
      this.wanted = true;
      return;
    }
    this.busy = true;
    this.wanted = false;
    const began = performance.now();
    try {
      await this.ask();
    } catch (error) {
      this.failed(error);
    }
    this.busy = false;
    const ended = performance.now();
    const pause = Math.max(this.least, (ended - began) * (SHARE - 1));
    this.rest = ended + pause;
    if (this.running) this.schedule(this.wanted ? pause : Math.max(pause, this.period));
  }
}
