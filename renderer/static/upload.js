// Sends files as soon as they are chosen. What is not sent yet stays in its control, and goes along when the
// form is submitted: nothing depends on this script.

import { make } from "./make.js";

const { submit: load, requestSubmit } = HTMLFormElement.prototype;
const sending = new Map(); // file -> promise

function choose({ target }) {
  if (!target.matches?.("input[data-upload]")) return;
  for (const file of target.files) if (!sending.has(file)) start(target, file);
}

function start(input, file) {
  const item = copy(input, "sending");
  item.querySelector(".file-name").textContent = file.name;
  item.querySelector("progress").setAttribute("aria-label", `${input.dataset.upload} ${file.name}`);
  list(input).append(item);
  const retry = item.querySelector("[data-retry]");
  const attempt = () => {
    retry.hidden = true;
    item.querySelector(".error")?.remove();
    const request = new XMLHttpRequest();
    item.querySelector("[data-cancel]").onclick = () => {
      request.abort();
      drop(input, file);
      item.remove();
      input.focus();
    };
    sending.set(file, send(request, input, file, item).finally(() => sending.delete(file)));
  };
  retry.onclick = attempt;
  attempt();
}

function send(request, input, file, item) {
  return new Promise((resolve) => {
    const bar = item.querySelector("progress");
    request.upload.onprogress = ({ loaded, total }) => (bar.value = loaded / total);
    request.onloadend = () => {
      if (request.status === 201) done(input, file, item, JSON.parse(request.response));
      else if (item.isConnected) failed(input, file, item, request);
      resolve();
    };
    request.open("POST", address(input));
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("x-file-name", encodeURIComponent(file.name));
    request.setRequestHeader("content-type", "application/octet-stream");
    request.send(file);
  });
}

function address(input) {
  const url = new URL(input.form.getAttribute("action"), location.href);
  url.pathname += "/files";
  url.searchParams.set("field", input.name.replace("$file:", ""));
  return url;
}

/** As the server would draw it. */
function done(input, file, item, told) {
  const shown = copy(input, "sent");
  const value = shown.querySelector("input");
  const name = shown.querySelector(".file-name");
  const button = shown.querySelector("button");
  value.value = told.value;
  name.textContent = told.name;
  if (told.url) name.href = told.url;
  shown.querySelector(".file-size").textContent = told.size;
  button.value += told.digest;
  button.lastElementChild.append(told.name);
  if (!input.multiple) for (const other of list(input).querySelectorAll("li:has(input)")) other.remove();
  drop(input, file);
  item.replaceWith(shown);
  value.dispatchEvent(new Event("change", { bubbles: true }));
}

function failed(input, file, item, request) {
  const again = request.status === 0 || request.status >= 500;
  if (!again) drop(input, file);
  item.querySelector("progress").remove();
  item.prepend(make("p", { className: "error", role: "alert", textContent: detail(request) ?? input.dataset.failed }));
  item.querySelector("[data-retry]").hidden = !again;
}

function detail(request) {
  try {
    return JSON.parse(request.response).detail;
  } catch {}
}

function drop(input, file) {
  const left = new DataTransfer();
  for (const other of input.files) if (other !== file) left.items.add(other);
  input.files = left.files;
}

function list(input) {
  return input.closest(".field").querySelector(".files");
}

function copy(input, kind) {
  return input.parentNode.querySelector(`template[data-${kind}]`).content.firstElementChild.cloneNode(true);
}

/** What is on its way is waited for; what could not be sent goes with the form itself. */
async function submit(event) {
  const form = event.target;
  const button = event.submitter;
  const pending = () => [...form.querySelectorAll("input[data-upload]")].some((input) => input.files.length);
  if (button?.name === "$op" || !pending()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await Promise.all(sending.values());
  if (!pending()) return requestSubmit.call(form, button);
  if (button?.name) form.append(make("input", { type: "hidden", name: button.name, value: button.value }));
  load.call(form);
}

document.addEventListener("change", choose);
document.addEventListener("submit", submit, true);
