// Makes the open document show another version of itself, in place. What the person typed, chose,
// opened, selected or focused stays. Used by the preview (live reload) and by the form (rows).

import { keep } from "./keep.js";
import { make } from "./make.js";

const SKIPPED = new Set(["nonce", "src", "type"]); // of scripts: they have run and do not run again

/**
 * Show another page: `next` is its HTML or what `parse` made of it. `values` says whose field values win:
 * "keep" those the person changed, "replace" them by the page's own. Resolves once the page stands, new
 * stylesheets included.
 */
export async function patchDocument(next, { values = "keep" } = {}) {
  if (typeof next === "string") next = parse(next);
  await swapStylesheets(stylesheets(next).map((link) => link.getAttribute("href")));
  patchNow(next, values);
}

/** A whole page as a document of its own: nothing in it runs or loads. Its styles get the nonce of this one. */
export function parse(html) {
  const nonce = document.querySelector("script[nonce]")?.nonce ?? "";
  const ours = html.replace(/ nonce="[^"]*"/g, ` nonce="${nonce}"`);
  return new DOMParser().parseFromString(withoutSameStyle(ours), "text/html");
}

/** The first style of a page is long and hardly ever changes: parsing it again is half of the work. */
function withoutSameStyle(html) {
  const text = document.querySelector("style")?.textContent;
  const start = html.indexOf(">", html.indexOf("<style"));
  if (!text || !html.startsWith(`>${text}</style>`, start)) return html;
  return `${html.slice(0, start)} data-same${html.slice(start, start + 1)}${html.slice(start + 1 + text.length)}`;
}

/**
 * Replace stylesheets by new versions of themselves. The old one goes only when the new one is there,
 * so the page is never without style. Addresses that belong to no stylesheet here are left out.
 */
export async function swapStylesheets(addresses) {
  const current = new Map(stylesheets(document).map((link) => [unversioned(link), link]));
  const swaps = [];
  for (const address of addresses) {
    const link = make("link", { rel: "stylesheet" }, { href: address });
    const old = current.get(unversioned(link));
    if (old && (old.disabled || old.getAttribute("href") !== address)) swaps.push(swap(old, link));
  }
  if (swaps.length) await Promise.all(swaps);
}

/** The sources of a document's scripts. When they change, only loading the page again runs the new ones. */
export function scripts(page) {
  return [...page.querySelectorAll("script[src]")].map((script) => script.getAttribute("src")).join("\n");
}

function patchNow(next, values) {
  change(values, () => {
    morphAttributes(document.documentElement, next.documentElement);
    morphChildren(document.head, next.head);
    morphAttributes(document.body, next.body);
    morphChildren(document.body, next.body);
  });
}

/** Have the document changed; what the person did stays, as `values` says. */
export function change(values, make) {
  const restore = keep(values === "keep");
  make();
  restore();
  document.dispatchEvent(new CustomEvent("interfaces:patched"));
}

export function stylesheets(page) {
  return [...page.querySelectorAll("head link[rel=stylesheet]")];
}

function swap(old, link) {
  return new Promise((resolve) => {
    link.onload = () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== old.standIn);
      old.remove();
      resolve();
    };
    link.onerror = () => {
      link.remove(); // the old style is better than none
      resolve();
    };
    old.after(link);
  });
}

/** Make one element of the document like another, of the same kind. */
export function morph(from, to) {
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.data !== to.data) from.data = to.data;
  } else if (!to.hasAttribute("data-same") && !from.isEqualNode(to)) {
    morphAttributes(from, to);
    if (from.nodeName !== "SCRIPT") morphChildren(from, to);
  }
}

function morphAttributes(from, to) {
  for (const { name, value } of [...to.attributes]) {
    if (!held(from, name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  for (const { name } of [...from.attributes]) {
    if (!held(from, name) && !to.hasAttribute(name)) from.removeAttribute(name);
  }
}

/** Attributes that stay as they are: what the person opened, the nonce, how a script was loaded. */
function held(element, name) {
  if (element.nodeName === "DETAILS" || element.nodeName === "DIALOG") return name === "open";
  return name === "nonce" || (element.nodeName === "SCRIPT" && SKIPPED.has(name));
}

// Everything before `cursor` is in place; everything from it on is a candidate, removed if nobody wants it.
function morphChildren(parent, wanted) {
  const own = [...parent.children].filter((child) => !isKept(child));
  const keyed = new Map(own.map((child) => [keyOf(child), child]));
  const wantedKeys = new Set([...wanted.children].map(keyOf));
  let cursor = parent.firstChild;
  for (const next of [...wanted.childNodes]) {
    const match = named(keyed, next) ?? alike(cursor, next, wantedKeys);
    if (!match) {
      parent.insertBefore(document.importNode(next, true), cursor);
      continue;
    }
    keyed.delete(keyOf(match));
    if (match === cursor) cursor = cursor.nextSibling;
    else move(parent, match, cursor);
    morph(match, next);
  }
  removeFrom(cursor);
}

function named(keyed, next) {
  const key = keyOf(next);
  const match = key ? keyed.get(key) : null;
  return match && sameKind(match, next) ? match : null;
}

function alike(cursor, next, wantedKeys) {
  const isWanted = (node) => keyOf(node) !== "" && wantedKeys.has(keyOf(node));
  for (let node = cursor; node; node = node.nextSibling) {
    if (sameKind(node, next) && !isKept(node) && !isWanted(node)) return node;
  }
  return null;
}

function sameKind(one, other) {
  return one.nodeName === other.nodeName && (one.nodeName !== "INPUT" || one.type === other.type);
}

/** What makes an element itself among its siblings: its id, or else the first id inside it. */
function keyOf(node) {
  switch (node.nodeName) {
    case "LINK":
      return `link ${unversioned(node)}`;
    case "SCRIPT":
      return `script ${unversioned(node)}`;
    case "META":
      return `meta ${node.getAttribute("name")}`;
    case "OPTION":
      return `option ${node.value}`;
    default:
      return node.id || (node.querySelector && inner(node)) || "";
  }
}

function inner(element) {
  const first = element.querySelector("[id]");
  return first ? `with ${first.id}` : "";
}

function unversioned(node) {
  const address = node.getAttribute("href") ?? node.getAttribute("src") ?? "";
  return address.replace(/\/-\/[^/]+\//, "/-/");
}

/** `data-keep` marks what a script put there and the server knows nothing of. */
export function isKept(node) {
  return node.nodeType === Node.ELEMENT_NODE && node.hasAttribute("data-keep");
}

/** `moveBefore` keeps focus, scroll position and a loaded iframe; older browsers do without. */
function move(parent, node, before) {
  if (parent.moveBefore) parent.moveBefore(node, before);
  else parent.insertBefore(node, before);
}

function removeFrom(cursor) {
  while (cursor) {
    const next = cursor.nextSibling;
    if (!isKept(cursor)) cursor.remove();
    cursor = next;
  }
}
