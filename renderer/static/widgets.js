// Loads what some controls need beyond the browser's own, where they are.

const NEEDY = "[data-upload], [data-computed], [data-search], [data-drawing]";

function enhance() {
  if (document.querySelector(NEEDY)) import("./controls.js").then((controls) => controls.enhance());
}

document.addEventListener("interfaces:patched", enhance);
enhance();
