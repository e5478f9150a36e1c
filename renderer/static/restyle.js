// Shows new versions of a package's stylesheets while its author writes them.

import { stylesheets, swapStylesheets } from "./patch.js";

/**
 * Apply new texts of stylesheets, by their paths below `root`. They stand in for their links at once, without
 * a request. Where imports are involved, every stylesheet is loaded from the new root instead.
 */
export async function restyle(root, texts) {
  const links = new Map(stylesheets(document).map((link) => [versionless(link.getAttribute("href")), link]));
  const changes = Object.entries(texts);
  if (changes.every(([path, text]) => links.has(path) && !text.includes("@import"))) {
    for (const [path, text] of changes) standIn(links.get(path), root + path, text);
  } else {
    await swapStylesheets([...links.keys()].map((path) => root + path));
  }
}

/** `link.standIn` is the stylesheet that applies in its place. */
function standIn(link, address, text) {
  const sheet = new CSSStyleSheet({ baseURL: new URL(address, location.href) });
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets.filter((other) => other !== link.standIn), sheet];
  link.standIn = sheet;
  link.disabled = true;
}

/** The path of an asset: what follows the digest in its address. */
function versionless(address) {
  return address.replace(/^.*\/-\/[^/]+\//, "");
}
