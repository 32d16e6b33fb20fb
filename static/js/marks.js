// A pen over the finished file. Strokes go into the form's field as shares of the picture's width and height.

const SVG = "http://www.w3.org/2000/svg";
// The server takes no more (pixelzhub/retouch/markup.py); points closer than this share of the picture are not kept.
const MOST_STROKES = 60;
const MOST_POINTS = 6000;
const CLOSE = 0.002;

const field = document.querySelector("[data-marks]");
const frame = document.querySelector(".compare-frame, [data-frame]");
const pen = document.querySelector("[data-pen]");
const [undo, clear, count] = ["undo", "clear", "count"].map((name) => document.querySelector(`[data-pen-${name}]`));
if (field && frame && pen) start();

function start() {
  const strokes = JSON.parse(field.value || "[]");
  const overlay = frame.appendChild(document.createElementNS(SVG, "svg"));
  for (const [name, value] of [["class", "strokes"], ["viewBox", "0 0 1 1"], ["preserveAspectRatio", "none"], ["aria-hidden", "true"]]) {
    overlay.setAttribute(name, value);
  }
  let drawing = null;
  let pointer = null;

  function show() {
    overlay.replaceChildren(...["halo", ""].flatMap((css) => strokes.map((stroke) => line(stroke, css))));
    field.value = strokes.length ? JSON.stringify(strokes) : "";
    undo.disabled = clear.disabled = count.hidden = !strokes.length;
    count.textContent = strokes.length === 1 ? count.dataset.one : count.dataset.many.replace("{n}", strokes.length);
  }

  function add(event) {
    const box = overlay.getBoundingClientRect();
    const point = [share(event.clientX - box.left, box.width), share(event.clientY - box.top, box.height)];
    const last = drawing.at(-1);
    const near = last && Math.hypot(point[0] - last[0], point[1] - last[1]) < CLOSE;
    if (!near && strokes.flat().length < MOST_POINTS) drawing.push(point);
  }

  overlay.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || drawing || strokes.length >= MOST_STROKES) return;
    event.preventDefault();
    overlay.setPointerCapture((pointer = event.pointerId));
    strokes.push((drawing = []));
    add(event);
    show();
  });
  overlay.addEventListener("pointermove", (event) => {
    if (!drawing || event.pointerId !== pointer) return;
    add(event);
    show();
  });
  for (const name of ["pointerup", "pointercancel"]) overlay.addEventListener(name, () => (drawing = null));

  pen.addEventListener("click", () => {
    const on = pen.getAttribute("aria-pressed") !== "true";
    pen.setAttribute("aria-pressed", String(on));
    undo.hidden = clear.hidden = !on;
    frame.closest(".review-photo").classList.toggle("marking", on);
  });
  undo.addEventListener("click", () => {
    strokes.pop();
    show();
  });
  clear.addEventListener("click", () => {
    strokes.length = 0;
    show();
  });
  show();
}

function line(stroke, css) {
  const drawn = document.createElementNS(SVG, "polyline");
  if (css) drawn.setAttribute("class", css);
  drawn.setAttribute("points", (stroke.length > 1 ? stroke : [...stroke, ...stroke]).map((point) => point.join()).join(" "));
  return drawn;
}

function share(value, whole) {
  return Number(Math.min(1, Math.max(0, value / whole)).toFixed(4));
}
