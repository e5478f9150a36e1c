// Long lists can be searched. The list of the browser stays behind it: it holds the answer, and is what is sent.

import { make } from "./make.js";

const MOST = 100; // choices shown at once
const boxes = new WeakMap(); // select -> what stands for it
let count = 0;

export function makeSearchable() {
  for (const select of document.querySelectorAll("select[data-search]")) {
    if (select.options.length < 10) continue;
    if (!boxes.get(select)?.box.isConnected) boxes.set(select, build(select));
    const { input } = boxes.get(select);
    select.classList.add("visually-hidden");
    select.tabIndex = -1;
    select.ariaHidden = "true";
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
      else input.removeAttribute(name);
    }
    if (document.activeElement !== input) input.value = chosen(select);
  }
}

function build(select) {
  const id = `c-${count++}`;
  const label = select.labels[0].id;
  const box = make("div", { className: "combobox" }, { "data-keep": "" });
  const input = make("input", { className: "input select", type: "text", autocomplete: "off" }, {
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, "aria-labelledby": label,
  });
  const list = make("ul", { id, hidden: true }, { role: "listbox", "aria-labelledby": label });
  const said = make("span", { className: "visually-hidden" }, { role: "status" });
  box.append(input, list, said);
  select.after(box);
  const state = { select, box, input, list, said, active: -1 };
  select.addEventListener("focus", () => input.focus());
  input.addEventListener("input", () => open(state, input.value));
  input.addEventListener("click", () => open(state, ""));
  input.addEventListener("keydown", (event) => key(state, event));
  input.addEventListener("blur", () => leave(state));
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays
  list.addEventListener("click", ({ target }) => target.dataset.value !== undefined && choose(state, target));
  return state;
}

function open(state, sought) {
  const words = plain(sought).split(/\s+/);
  const fitting = [...state.select.options].filter(({ value, text }) => value && words.every((word) => plain(text).includes(word)));
  state.list.replaceChildren(...fitting.slice(0, MOST).map((option, number) =>
    make("li", { textContent: option.text, id: `${state.list.id}-${number}` }, {
      role: "option", "data-value": option.value, "aria-selected": String(option.selected),
    })));
  state.active = -1;
  state.input.removeAttribute("aria-activedescendant");
  state.list.hidden = fitting.length === 0;
  state.input.ariaExpanded = String(fitting.length > 0);
  state.said.textContent = fitting.length ? "" : state.select.dataset.search;
}

function close(state) {
  state.list.hidden = true;
  state.input.ariaExpanded = "false";
  state.said.textContent = "";
  state.input.removeAttribute("aria-activedescendant");
}

function key(state, event) {
  const { key } = event;
  if (key === "ArrowDown" || key === "ArrowUp") {
    event.preventDefault();
    if (state.list.hidden) open(state, "");
    move(state, key === "ArrowDown" ? 1 : -1);
  } else if (key === "Enter" && !state.list.hidden) {
    event.preventDefault();
    const option = state.list.children[Math.max(state.active, 0)];
    if (option) choose(state, option);
  } else if (key === "Escape" && !state.list.hidden) {
    event.preventDefault();
    state.input.value = chosen(state.select);
    close(state);
  }
}

function move(state, step) {
  const options = [...state.list.children];
  if (!options.length) return;
  options[state.active]?.classList.remove("is-active");
  state.active = (state.active + step + options.length) % options.length;
  const option = options[state.active];
  option.classList.add("is-active");
  option.scrollIntoView({ block: "nearest" });
  state.input.setAttribute("aria-activedescendant", option.id);
}

function choose(state, option) {
  set(state.select, option.dataset.value);
  state.input.value = chosen(state.select);
  close(state);
}

/** Cleared is no answer; a text that is no choice goes back to what was chosen. */
function leave(state) {
  const typed = plain(state.input.value.trim());
  const match = [...state.select.options].find(({ text, value }) => value && plain(text) === typed);
  if (!typed) set(state.select, "");
  else if (match) set(state.select, match.value);
  state.input.value = chosen(state.select);
  close(state);
}

function set(select, value) {
  if (select.value === value) return;
  select.value = value;
  for (const type of ["input", "change"]) select.dispatchEvent(new Event(type, { bubbles: true }));
}

function chosen(select) {
  return select.value ? select.selectedOptions[0].text : "";
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
