// Makes a form quicker to use. Without it everything works: the server draws, checks and decides.

import { leave, touched } from "./draft.js";
import { make } from "./make.js";
import { parse, patchDocument, scripts } from "./patch.js";
import { send } from "./send.js";
import { canTell, inPreview } from "./state.js";
import "./widgets.js";

const FORM = "form.form";
// A field may be called like a method of its form, and then hides it.
const { submit: load, requestSubmit } = HTMLFormElement.prototype;
let sending = false;
let waiting; // a row asked for while another one is on its way

/** Takes the person to what must be corrected. */
function showErrors() {
  document.getElementById("errors")?.focus();
}

/** A link of the error summary leads to the control, with its label in sight. */
function followSummary(event) {
  const link = event.target.closest(".summary a");
  const control = link && document.getElementById(link.hash.slice(1));
  if (!control) return;
  event.preventDefault();
  (control.closest(".field") ?? control).scrollIntoView({ block: "start" });
  control.focus({ preventScroll: true });
}

async function submit(event) {
  const form = event.target.closest(FORM);
  const button = event.submitter;
  if (!form || !button) return;
  if (sending) {
    if (button.value.startsWith("add:")) waiting = button;
    return event.preventDefault();
  }
  if (button.value.startsWith("locale:")) {
    leave(); // the page comes back in that language, with what was typed
    return (sending = true);
  }
  if (button.name === "$op") return changeRows(event, form, button);
  if (button.dataset.confirm && !button.dataset.confirmed) {
    event.preventDefault();
    if (await confirmed(button)) pressAgain(form, button);
    return;
  }
  sending = true;
  button.setAttribute("aria-disabled", "true");
  if (inPreview() || !canTell()) return leave();
  event.preventDefault();
  const shown = await send(form, button);
  if (shown === "left") return;
  if (!shown) return byLoading(form, button);
  button.removeAttribute("aria-disabled");
  sending = false;
}

/** Adds or removes a row without loading the page; when that fails, by loading it. */
async function changeRows(event, form, button) {
  event.preventDefault();
  if (button.value === "stay") return; // Enter in a form with several ways to send it
  sending = true;
  try {
    const html = await post(form, button);
    const next = parse(html);
    if (!next.querySelector(FORM) || scripts(next) !== scripts(document)) throw new Error("another page");
    await patchDocument(html, { values: "replace" });
    touched();
    focusAfter(button.value);
  } catch {
    return byLoading(form, button);
  }
  sending = false;
  const next = waiting;
  waiting = undefined;
  if (next?.isConnected) requestSubmit.call(form, next);
}

async function post(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return answer.text();
}

/** The first control of a new row, or the add button where a row went. */
function focusAfter(operation) {
  const [verb, name] = operation.split(/:(.*)/);
  if (verb === "up" || verb === "down") return focusMoved(verb, name);
  const list = verb === "add" ? name : name.replace(/\/\d+$/, "");
  const add = document.querySelector(`button[value="${CSS.escape(`add:${list}`)}"]`);
  const rows = add?.closest(".list")?.querySelectorAll(":scope > .row") ?? [];
  const last = rows[rows.length - 1];
  const target = verb === "add" ? last?.querySelector("input, select, textarea") : add;
  target?.focus();
}

/** The same button of the row that moved; at the end of its way, the other one. */
function focusMoved(verb, name) {
  const [, list, number] = name.match(/(.*)\/(\d+)$/);
  const at = `${list}/${Number(number) + (verb === "up" ? -1 : 1)}`;
  const buttons = [verb, "up", "down"].map((way) => document.querySelector(`button[value="${CSS.escape(`${way}:${at}`)}"]`));
  buttons.find((button) => button?.checkVisibility())?.focus();
}

function byLoading(form, button) {
  leave();
  if (button.name) form.append(hidden(button.name, button.value));
  load.call(form);
}

function pressAgain(form, button) {
  form.append(hidden("$confirmed", "yes"));
  button.dataset.confirmed = "yes";
  requestSubmit.call(form, button);
  delete button.dataset.confirmed;
}

function hidden(name, value) {
  return make("input", { type: "hidden", name, value });
}

/** Asks before something that cannot be taken back. */
function confirmed(button) {
  const { confirm, confirmTitle, confirmCancel, confirmLang } = button.dataset;
  const dialog = make("dialog", { className: "dialog" }, { "aria-labelledby": "dialog-title" });
  if (confirmLang) Object.assign(dialog, { lang: confirmLang, dir: "ltr" });
  const choices = make("form", { method: "dialog", className: "actions" });
  choices.append(
    make("button", { className: button.className, value: "yes", textContent: button.textContent }),
    make("button", { className: "button button-secondary", value: "no", textContent: confirmCancel }),
  );
  dialog.append(make("h2", { id: "dialog-title", textContent: confirmTitle }), make("p", { textContent: confirm }), choices);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

/** A page that comes back from the browser's memory can be sent again. */
function wake(event) {
  if (!event.persisted) return;
  sending = false;
  for (const button of document.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

document.addEventListener("submit", submit);
document.addEventListener("click", followSummary);
window.addEventListener("pageshow", wake);
showErrors();
