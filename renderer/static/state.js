// Tells the person, and their screen reader, whether what they typed is safe.

import { make } from "./make.js";

const element = () => document.getElementById("state");

/** False on pages that have no place to tell it: those leave everything to the browser. */
export const canTell = () => element() !== null;

export const inPreview = () => document.querySelector(".preview-bar") !== null;

export const savesAlone = () => element()?.dataset.autosave !== undefined;

/** Says one of the texts that the page brought along; `choices` are [text, what to do] or [text, address]. */
export function say(name, choices = []) {
  const place = element();
  if (!place) return;
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" }).format(new Date());
  const text = (place.dataset[name] ?? "").replace("{time}", time);
  const parts = choices.map(([label, what]) => (typeof what === "string" ? link(label, what) : button(label, what)));
  place.replaceChildren(text, ...parts.flatMap((part) => [" ", part]));
  place.dataset.now = name;
}

export function saySignedOut() {
  const { signInUrl, signIn } = element()?.dataset ?? {};
  say("signedOut", signInUrl ? [[signIn, signInUrl]] : []);
}

/** The person chooses which of two versions of their answers stays. */
export function sayElsewhere(keepOurs) {
  const { keepOurs: ours, showOther } = element().dataset;
  say("elsewhere", [
    [ours, keepOurs],
    [showOther, location.pathname + location.search],
  ]);
}

function link(textContent, href) {
  const here = href.startsWith(location.pathname);
  return make("a", { textContent, href, target: here ? "" : "_blank" });
}

function button(textContent, onclick) {
  return make("button", { type: "button", className: "link", textContent, onclick });
}
