// What a person has done on a page and the server does not know: values, choices, focus, selection.

const FIELDS = "input:not([type=file]), textarea, select";

/**
 * Note what is there now; call the answer after the document changed to bring it back.
 * With `values` false only the focus is kept, and every field shows what the page says.
 */
export function keep(values) {
  const changed = values ? changedFields() : [];
  const focus = focused();
  return () => {
    const untouchable = new Set(changed.map(({ field }) => field));
    for (const field of document.querySelectorAll(FIELDS)) {
      if (!untouchable.has(field)) reset(field);
    }
    changed.forEach(bringBack);
    refocus(focus);
  };
}

/** What the person changed; `bringBack` is the way back, also after a reload. */
export function changedFields() {
  return [...document.querySelectorAll(FIELDS)]
    .filter((field) => field.name && !same(stateOf(field), defaultOf(field)))
    .map((field) => ({ field, name: field.name, value: choice(field), state: stateOf(field) }));
}

/** Boxes of one name are told apart by their value. */
function choice(field) {
  return isBox(field) ? field.value : null;
}

function isBox(field) {
  return field.type === "checkbox" || field.type === "radio";
}

function stateOf(field) {
  if (isBox(field)) return field.checked;
  if (field.nodeName === "SELECT") return [...field.selectedOptions].map((option) => option.value);
  return field.value;
}

function defaultOf(field) {
  if (isBox(field)) return field.defaultChecked;
  if (field.nodeName !== "SELECT") return field.type === "hidden" ? field.value : field.defaultValue;
  const chosen = [...field.options].filter((option) => option.defaultSelected);
  if (field.multiple) return chosen.map((option) => option.value);
  const shown = chosen.at(-1) ?? [...field.options].find((option) => !option.disabled);
  return shown ? [shown.value] : [];
}

function same(one, other) {
  return Array.isArray(one) ? one.join("\n") === other.join("\n") : one === other;
}

function reset(field) {
  const wanted = defaultOf(field);
  if (!same(stateOf(field), wanted)) apply(field, wanted);
}

export function bringBack({ name, value, state }) {
  for (const field of document.getElementsByName(name)) {
    if (!field.matches(FIELDS) || choice(field) !== value) continue;
    if (!same(stateOf(field), state)) apply(field, state);
  }
}

function apply(field, state) {
  if (isBox(field)) field.checked = state;
  else if (field.nodeName !== "SELECT") field.value = state;
  else choose(field, state);
}

/** What is no longer offered cannot stay chosen. */
function choose(field, values) {
  const offered = [...field.options].map((option) => option.value);
  const chosen = values.every((value) => offered.includes(value)) ? values : defaultOf(field);
  for (const option of field.options) option.selected = chosen.includes(option.value);
}

function focused() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  return { element, id: element.id, name: element.name, value: element.value, selection: selectionOf(element) };
}

function refocus(focus) {
  if (!focus || document.activeElement === focus.element) return;
  const again = focus.element.isConnected ? focus.element : counterpart(focus);
  if (!again) return;
  again.focus({ preventScroll: true });
  if (focus.selection && selectionOf(again)) again.setSelectionRange(...focus.selection);
}

function counterpart({ id, name, value }) {
  if (id) return document.getElementById(id);
  const named = name ? [...document.getElementsByName(name)] : [];
  return named.find((element) => element.value === value) ?? named[0] ?? null;
}

/** Null for elements that have no text selection, such as a number field. */
function selectionOf(element) {
  if (element.selectionStart === undefined || element.selectionStart === null) return null;
  return [element.selectionStart, element.selectionEnd, element.selectionDirection];
}
