// Live reload of a preview: the server tells what changed, the page takes it over in place.

import { bringBack, changedFields } from "./keep.js";
import { Overlay } from "./overlay.js";
import { parse, patchDocument, scripts } from "./patch.js";
import { patchParts } from "./parts.js";
import { restyle } from "./restyle.js";

const KEPT = "interfaces:kept";
const FIRST_RETRY = 500;
const LAST_RETRY = 10_000;

const self = document.querySelector("script[data-events]"); // events: where; shown: what this page shows
const overlay = new Overlay();
let source = null;
let retry = FIRST_RETRY;
let done = Promise.resolve(); // events are taken over one after the other

const handlers = {
  sync: () => {},
  async patch({ html }) {
    return show((self.dataset.redraw && (await drawnAgain())) || html);
  },
  async parts({ parts }) {
    const again = self.dataset.redraw && (await drawnAgain());
    if (again) return show(again);
    if (!patchParts(parts)) return startOver();
    overlay.hideFaults();
  },
  async style({ root, texts, digest }) {
    await restyle(root, texts);
    const said = document.querySelector("[data-digest]");
    if (said) said.textContent = digest.slice(0, said.textContent.length);
    overlay.hideFaults();
  },
  fault({ html }) {
    overlay.showFaults(html);
  },
};

function connect() {
  source?.close();
  const address = new URL(self.dataset.events, location.href);
  address.searchParams.set("shown", self.dataset.shown);
  address.searchParams.set("parts", "yes");
  source = new EventSource(address);
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => take(handle, JSON.parse(event.data)));
  }
  source.addEventListener("error", lost);
}

async function show(html) {
  const next = parse(html);
  if (scripts(next) !== scripts(document)) return loadAgain();
  await patchDocument(next);
  overlay.hideFaults();
}

/** The page is not as the server believes: have it sent whole. */
function startOver() {
  self.dataset.shown = "";
  connect();
  throw new Error("It was changed by a script.");
}

function take(handle, news) {
  retry = FIRST_RETRY;
  overlay.connected();
  done = done
    .then(() => handle(news))
    .then(() => {
      self.dataset.shown = news.shown;
      sayHowFresh(news.sync);
    })
    .catch((error) => console.error("The page could not be updated.", error));
}

/** Which commit is shown and when it was last synced, where there are commits. */
function sayHowFresh(sync) {
  const said = document.querySelector("[data-sync]");
  if (!said || !sync) return;
  said.textContent = sync.text;
  said.toggleAttribute("data-stale", sync.error !== "");
}

/** The browser tries again by itself after a broken connection, but not after an answer that is no stream. */
function lost() {
  overlay.interrupted();
  if (source.readyState !== EventSource.CLOSED) return;
  setTimeout(reconnect, retry);
  retry = Math.min(2 * retry, LAST_RETRY);
}

function reconnect() {
  if (!document.hidden && source?.readyState === EventSource.CLOSED) connect();
}

/** A page that answers a form is not what its address gives: post what stands in the form now. */
async function drawnAgain() {
  const form = document.querySelector("form[method=post]");
  if (!form) return null;
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of new URLSearchParams(self.dataset.redraw)) body.append(name, value);
  const response = await fetch(form.getAttribute("action"), {
    method: "POST",
    body,
    headers: { accept: "text/html" },
  });
  return response.headers.get("content-type")?.startsWith("text/html") ? response.text() : null;
}

/** What this tab may keep while it loads. Inside a page of another site a browser may not let it. */
function storage() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

/** New scripts only run on a new page. What was typed is handed on to it. */
function loadAgain() {
  const fields = changedFields().map(({ name, value, state }) => ({ name, value, state }));
  storage()?.setItem(KEPT, JSON.stringify({ address: location.href, fields }));
  location.replace(location.pathname + location.search);
}

function bringBackAfterLoading() {
  const kept = JSON.parse(storage()?.getItem(KEPT) ?? "null");
  storage()?.removeItem(KEPT);
  if (kept?.address === location.href) kept.fields.forEach(bringBack);
}

// A browser has only six connections to a server without HTTP/2: a tab that nobody sees holds none.
function followVisibility() {
  if (document.hidden) source?.close();
  else connect();
}

/** The toolbar shows a choice at once. */
function chooseExample(event) {
  event.target.closest(".preview-form")?.requestSubmit();
}

bringBackAfterLoading();
document.addEventListener("change", chooseExample);
document.addEventListener("visibilitychange", followVisibility);
window.addEventListener("pagehide", () => source?.close());
window.addEventListener("pageshow", (event) => event.persisted && connect());
if (!document.hidden) connect();
