// What a preview says over its page: the faults of the package, and that the connection is interrupted.
// It stands in a shadow root, so the package's styles do not reach it, and never takes the focus.

import { make } from "./make.js";

const PATIENCE = 1_500; // ms without a connection before it is worth a word

export class Overlay {
  #faults = make("section", {}, { role: "alert", popover: "manual", class: "faults" });
  #hint = make("p", {}, { role: "status", popover: "manual", class: "hint" });
  #waiting = null;

  constructor() {
    const host = make("div", {}, { id: "interfaces-overlay", "data-keep": "" });
    const style = make("link", {}, { rel: "stylesheet", href: new URL("overlay.css", import.meta.url) });
    host.attachShadow({ mode: "open" }).append(style, this.#faults, this.#hint);
    document.body.append(host);
  }

  /** `html` is drawn by the server, escaped there. */
  showFaults(html) {
    const open = this.#faults.querySelector("details")?.open ?? true;
    show(this.#faults);
    this.#faults.innerHTML = html;
    this.#faults.querySelector("details").open = open;
  }

  hideFaults() {
    hide(this.#faults);
    this.#faults.replaceChildren();
  }

  interrupted() {
    this.#waiting ??= setTimeout(() => {
      show(this.#hint);
      this.#hint.textContent = "Live reload is interrupted. Trying again…"; // after it is there: then it is read out
    }, PATIENCE);
  }

  connected() {
    clearTimeout(this.#waiting);
    this.#waiting = null;
    this.#hint.textContent = "";
    hide(this.#hint);
  }
}

// Both throw when there is nothing to do.
function show(popover) {
  if (!popover.matches(":popover-open")) popover.showPopover();
}

function hide(popover) {
  if (popover.matches(":popover-open")) popover.hidePopover();
}
