// Asks for a token when the API wants one.

import { byId, say } from "./dom.js";

/** A promise of a token, typed by somebody; `refused`: the last one was none. */
export function login(refused) {
  const dialog = byId("login");
  const form = dialog.querySelector("form");
  const field = byId("token");
  say(byId("login-note"), refused ? "This token was not accepted." : "This controller wants a token for its API.");
  field.value = "";
  field.setAttribute("aria-invalid", refused);
  if (!dialog.open) dialog.showModal();
  return new Promise((resolve) => {
    form.onsubmit = () => resolve(field.value.trim());
    dialog.oncancel = (event) => event.preventDefault(); // without a token there is nothing to see
  });
}
