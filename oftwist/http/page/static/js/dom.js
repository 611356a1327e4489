// Elements made of names, attributes and texts. Every value becomes a text node or an attribute, never markup.

/** Make an element: `on...` attributes are listeners, false and null leave an attribute out, children may be strings. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Set a text only where it differs: what has not changed is not laid out again. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** The element of the page with this id. */
export function byId(id) {
  return document.getElementById(id);
}

/** A definition list of [name, value] pairs; a value is a text or an element. */
export function facts(pairs) {
  return el("dl", { class: "facts" }, pairs
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value instanceof Node ? value : String(value))]));
}

/** The colours and fonts that the style sheet gives, for what is drawn on a canvas. */
export function tokens(...names) {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

/** Make an element the sign of a state: a shape and a colour for those who see it, words for those who hear it. */
export function signal(element, state, words) {
  if (element.dataset.state === state && element.title === words) return;
  element.dataset.state = state;
  element.title = words;
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", words);
}
