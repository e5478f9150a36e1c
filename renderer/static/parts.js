// Takes over the few elements in which a new version of the page differs: most of the work of showing a page
// again is to read its fields.

import { change, isKept, morph } from "./patch.js";

/** Each part is a path from the root, of (number, of how many), and HTML. False: they do not fit, nothing was done. */
export function patchParts(parts) {
  const pairs = parts.map(([path, html]) => [reached(path), read(html)]);
  if (!pairs.every(([from, to]) => from && to && isSame(from, to))) return false;
  change("keep", () => pairs.forEach(([from, to]) => morph(from, to)));
  return true;
}

function reached(path) {
  let here = document.documentElement;
  for (const [number, count] of path) {
    const children = [...here.children].filter((child) => !isKept(child));
    if (children.length !== count) return null;
    here = children[number];
  }
  return here;
}

/** The element that the HTML is, if it is one and nothing else. */
function read(html) {
  const { content } = Object.assign(document.createElement("template"), { innerHTML: html });
  return content.childNodes.length === 1 ? content.firstElementChild : null;
}

function isSame(from, to) {
  return from.nodeName === to.nodeName && from.id === to.id && from.type === to.type;
}
