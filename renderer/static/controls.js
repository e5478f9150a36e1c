// What some controls need beyond the browser's own. Loaded by `widgets.js` with the first of them.

import { makeSearchable } from "./combobox.js";
import { showComputed } from "./computed.js";
import { showDrawings } from "./signature.js";
import "./upload.js";

export function enhance() {
  makeSearchable();
  showComputed();
  showDrawings();
}
