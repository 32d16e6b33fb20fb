// The before/after slider: moves the cut to where the range input stands. Arrows, Home and End are the input's own.

function move(input) {
  input.closest("[data-compare]").style.setProperty("--split", `${input.value}%`);
}

document.addEventListener("input", (event) => {
  if (event.target.matches(".compare-range")) move(event.target);
});

// Browsers keep a range's value over a reload, but not the cut.
function restore(root) {
  for (const input of root.querySelectorAll(".compare-range")) move(input);
}

restore(document);
document.addEventListener("htmx:load", (event) => restore(event.target));
