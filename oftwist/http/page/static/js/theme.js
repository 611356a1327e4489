// Light or dark: as the system says, until somebody chooses; the choice is kept.

const KEPT = "oftwist.theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

function apply() {
  const chosen = localStorage.getItem(KEPT);
  document.documentElement.dataset.theme = chosen || (dark.matches ? "dark" : "light");
}

/** Make `button` the switch between the two; `changed()` is called now and after each change. */
export function themes(button, changed) {
  const update = () => {
    apply();
    changed();
  };
  update();
  button.addEventListener("click", () => {
    const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    if (next === (dark.matches ? "dark" : "light")) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, next);
    update();
  });
  dark.addEventListener("change", update);
}
