// Shift and a click choose a run of photos. What is chosen is kept by the server: the form around the grid posts on change.

let last = null;

function between(form, from, to) {
  const boxes = [...form.querySelectorAll("input[data-range]")];
  const [start, end] = [boxes.indexOf(from), boxes.indexOf(to)].sort((a, b) => a - b);
  return start < 0 ? [] : boxes.slice(start, end + 1);
}

document.addEventListener("click", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || !box.matches("input[data-range]")) return;
  if (event.shiftKey && last?.isConnected) {
    for (const one of between(box.form ?? document, last, box)) one.checked = box.checked;
  }
  last = box;
});
