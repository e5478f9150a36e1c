// Saves what a person types, a moment after they stop. The server keeps it; a reload brings it back.

import { inPreview, savesAlone, say, sayElsewhere, saySignedOut } from "./state.js";

const FORM = "form.form";
const PAUSE = 1000; // ms without typing
const LIMIT = 20000; // ms for one saving
let edits = 0;
let saved = 0; // how many of the edits the server has
let timer = 0;
let failures = 0;
let running = null;
let stopped = false; // two versions: the person has to choose
let leaving = false;

/** Something changed that the server does not have. */
export function touched() {
  edits += 1;
  if (savesAlone() && !stopped) schedule(PAUSE);
}

/** The server has everything, or the page is left for good. */
export function clean() {
  saved = edits;
  clearTimeout(timer);
}

export function leave() {
  leaving = true;
  clearTimeout(timer);
}

/** Resolves when no saving is under way: what is sent next knows of it. */
export async function quiet() {
  clearTimeout(timer);
  await running;
}

function schedule(ms) {
  clearTimeout(timer);
  timer = setTimeout(save, ms);
}

async function save(keepalive = false) {
  if (running) return running.then(() => edits > saved && !stopped && schedule(PAUSE));
  const form = document.querySelector(FORM);
  if (!form || leaving || edits === saved) return;
  running = attempt(form, keepalive === true);
  await running;
  running = null;
}

async function attempt(form, keepalive) {
  const upTo = edits;
  say("saving");
  try {
    const answer = await fetch(form.getAttribute("action"), {
      method: "POST",
      body: answersOf(form),
      headers: { accept: "application/json" },
      keepalive,
      signal: AbortSignal.timeout(LIMIT),
    });
    await learn(form, answer, upTo);
  } catch {
    later();
  }
}

async function learn(form, answer, upTo) {
  if (answer.status === 401) return saySignedOut();
  const told = await answer.json();
  if (answer.ok) {
    failures = 0;
    saved = upTo;
    know(form, told.draft);
    return say("saved");
  }
  stopped = answer.status < 500;
  if (!stopped) return later();
  if (told.draft === undefined) return say("givenUp");
  sayElsewhere(() => {
    stopped = false;
    know(form, told.draft);
    save();
  });
}

/** The page now stands on top of these saved answers. */
function know(form, draft) {
  const known = form.elements.namedItem("$draft");
  if (known) known.value = draft;
}

function later() {
  say("unsaved");
  schedule(Math.min(PAUSE * 2 ** ++failures, 30000));
}

function answersOf(form) {
  const typed = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  return new URLSearchParams([...typed, ["$go", "save"], ["$by", "script"]]);
}

function typed({ target }) {
  if (target.name && !target.name.startsWith("$") && target.form?.matches(FORM)) touched();
}

/** Out of sight is the last moment that is sure to come. Back in sight, somebody may have signed in. */
function seen() {
  if (edits > saved && savesAlone() && !stopped) save(document.hidden);
}

function warn(event) {
  if (edits > saved && !leaving && !inPreview()) event.preventDefault();
}

document.addEventListener("input", typed);
document.addEventListener("change", typed);
document.addEventListener("visibilitychange", seen);
window.addEventListener("online", seen);
window.addEventListener("beforeunload", warn);
