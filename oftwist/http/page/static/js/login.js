// Asks who somebody is when the API wants to know: a token, or a name and a password.

import { byId, say } from "./dom.js";

/** Text in UTF-8 as base64. */
function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** A promise of the Authorization header that somebody has typed; `refused`: the last one was not right. */
export function login(refused) {
  const dialog = byId("login");
  const form = dialog.querySelector("form");
  const [name, token] = [byId("login-name"), byId("token")];
  say(byId("login-note"), refused ? "That was not accepted." : "This controller wants to know who asks.");
  token.value = "";
  token.setAttribute("aria-invalid", refused);
  if (!dialog.open) dialog.showModal();
  token.focus();
  return new Promise((resolve) => {
    form.onsubmit = () => {
      const [user, secret] = [name.value.trim(), token.value.trim()];
      resolve(user ? `Basic ${base64(`${user}:${secret}`)}` : `Bearer ${secret}`);
    };
    dialog.oncancel = (event) => event.preventDefault(); // without it there is nothing to see
  });
}
