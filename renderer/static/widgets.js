// Loads what a form's controls need beyond the browser's own, and only that.

const WIDGETS = {
  "[data-upload]": "./upload.js",
  "[data-computed]": "./computed.js",
  "[data-search]": "./combobox.js",
  "[data-drawing]": "./signature.js",
};

function enhance() {
  for (const [selector, file] of Object.entries(WIDGETS)) {
    if (document.querySelector(selector)) import(file).then((widget) => widget.enhance());
  }
}

document.addEventListener("interfaces:patched", enhance);
enhance();
