// The border between map and panel, moved by pointer or arrow keys; where it is put is kept.

const KEPT = "oftwist.panel";
const STEP = 24;

/** `handle` sets the width of the panel, in pixels, as the property --panel of the page. */
export function splitter(handle) {
  const root = document.documentElement;
  const limit = (width) => Math.round(Math.min(innerWidth - 420, Math.max(320, width)));
  const set = (width) => {
    root.style.setProperty("--panel-width", `${limit(width)}px`);
    handle.setAttribute("aria-valuenow", limit(width));
    localStorage.setItem(KEPT, String(limit(width)));
  };
  const now = () => innerWidth - handle.getBoundingClientRect().left;
  const kept = Number(localStorage.getItem(KEPT));
  if (kept) set(kept);
  handle.addEventListener("pointerdown", (event) => handle.setPointerCapture(event.pointerId));
  handle.addEventListener("pointermove", (event) => {
    if (handle.hasPointerCapture(event.pointerId)) set(innerWidth - event.clientX);
  });
  handle.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
    if (step) set(now() + step);
  });
  handle.addEventListener("dblclick", () => {
    root.style.removeProperty("--panel-width");
    localStorage.removeItem(KEPT);
  });
}
