// Lets a person draw beside their typed name, which is what counts. The strokes are kept as a short path.

const [WIDTH, HEIGHT, LONGEST] = [600, 200, 9900];
let stroke = null; // { field, path, last } while the pointer is down

export function showDrawings() {
  for (const field of document.querySelectorAll("[data-drawing]")) {
    field.hidden = field.querySelector("[data-clear]").hidden = false;
    show(field, input(field).value);
  }
}

const input = (field) => field.querySelector("input");

function show(field, path) {
  field.querySelector("path").setAttribute("d", path);
}

/** Where the pointer is on the pad: `12 34`, in its units. */
function point(field, { clientX, clientY }) {
  const box = field.querySelector("svg").getBoundingClientRect();
  const within = (at, length, units) => Math.round(Math.min(Math.max(at / length, 0), 1) * units);
  return `${within(clientX - box.left, box.width, WIDTH)} ${within(clientY - box.top, box.height, HEIGHT)}`;
}

function start(event) {
  const field = event.button === 0 && event.target.closest?.(".pad")?.closest("[data-drawing]");
  const path = field && input(field).value;
  if (!field || path.length > LONGEST) return;
  const at = point(field, event);
  stroke = { field, path: `${path}M${at}L${at}`, last: at };
  show(field, stroke.path);
  event.preventDefault();
}

function move(event) {
  if (!stroke || stroke.path.length > LONGEST) return;
  const at = point(stroke.field, event);
  if (at === stroke.last) return;
  stroke.path += `L${at}`;
  stroke.last = at;
  show(stroke.field, stroke.path);
}

function end() {
  if (stroke) keep(stroke.field, stroke.path);
  stroke = null;
}

function keep(field, path) {
  input(field).value = path;
  show(field, path);
  input(field).dispatchEvent(new Event("input", { bubbles: true }));
}

function clear({ target }) {
  const field = target.closest?.("[data-clear]")?.closest("[data-drawing]");
  if (field) keep(field, "");
}

document.addEventListener("pointerdown", start);
document.addEventListener("pointermove", move);
document.addEventListener("pointerup", end);
document.addEventListener("pointercancel", end);
document.addEventListener("click", clear);
