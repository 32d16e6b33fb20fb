// Single-letter keys: an element with data-key is clicked. They do nothing inside fields and can be switched off.

const root = document.documentElement;

function writing(target) {
  return target.closest("input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable], dialog");
}

function visible(element) {
  return element.getClientRects().length > 0 && !element.disabled;
}

function press(key) {
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(visible);
  found?.click();
  return Boolean(found);
}

function focusSearch() {
  const field = [...document.querySelectorAll("[data-search]")].find(visible);
  field?.focus();
  return Boolean(field);
}

function showBefore(whole) {
  const compare = document.querySelector("[data-compare]");
  compare?.classList.toggle("whole-before", whole);
  return Boolean(compare);
}

function off(event) {
  return root.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey || writing(event.target);
}

document.addEventListener("keydown", (event) => {
  if (!off(event) && act(event)) event.preventDefault();
});

function act(event) {
  if (event.key === "/") return focusSearch();
  if (event.key === " ") return !event.target.closest("a, button, summary, input:not(.compare-range)") && showBefore(true);
  return press(name(event));
}

document.addEventListener("keyup", (event) => {
  if (event.key === " ") showBefore(false);
});

// A slider that has the focus keeps its arrows.
function name(event) {
  const arrow = event.key.startsWith("Arrow");
  return arrow && event.target.closest("input, [role=tablist], .film") ? "" : event.key.toLowerCase();
}

document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-keys-choice]");
  if (!choice) return;
  const on = choice.getAttribute("aria-pressed") !== "true";
  root.dataset.keys = on ? "on" : "off";
  document.cookie = `keys=${on ? "on" : "off"};path=/;max-age=31536000;samesite=lax`;
  choice.setAttribute("aria-pressed", String(on));
  const state = choice.querySelector("[data-keys-state]");
  state.textContent = on ? state.dataset.on : state.dataset.off;
});
