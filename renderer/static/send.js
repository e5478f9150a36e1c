// Sends the form, once, and goes on trying while the connection is bad. Its key makes repeating safe.

import { clean, leave, quiet } from "./draft.js";
import { parse, patchDocument, scripts } from "./patch.js";
import { say, saySignedOut } from "./state.js";

const LIMIT = 30000; // ms for one attempt
const PAUSES = [500, 1000, 2000, 4000, 8000, 8000, 8000]; // ms before trying again

/**
 * Send a form as its button says. Resolves when the page shows what came of it, or "left" when the browser is
 * on its way to another page. False: an answer that only loading a page can show.
 */
export async function send(form, button) {
  say("sending");
  await quiet();
  const answer = await delivered(form.getAttribute("action"), bodyOf(form, button));
  if (!answer) return say("givenUp"), true;
  if (answer.status === 401) return saySignedOut(), true;
  if (answer.location) {
    leave();
    location.assign(answer.location);
    return "left";
  }
  return show(answer, button);
}

async function delivered(action, body) {
  for (const pause of [...PAUSES, null]) {
    try {
      const answer = await fetch(action, {
        method: "POST",
        body,
        headers: { accept: "text/html, application/json;q=0.9" },
        signal: AbortSignal.timeout(LIMIT),
      });
      const text = await answer.text();
      const isJson = answer.headers.get("content-type")?.startsWith("application/json");
      const { location } = isJson ? JSON.parse(text) : {};
      if (answer.status < 500) return { status: answer.status, location, text };
    } catch {
      // Nothing came, or not all of it: the server may or may not have it.
    }
    if (pause === null) return null;
    say("unsent");
    await again(pause);
  }
}

/** A moment later, or as soon as the device is connected again. */
function again(pause) {
  return new Promise((resolve) => {
    setTimeout(resolve, pause);
    window.addEventListener("online", resolve, { once: true });
  });
}

function bodyOf(form, button) {
  const data = new FormData(form, button);
  data.append("$by", "script");
  return form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
}

async function show({ status, text }, button) {
  const next = parse(text);
  if (!scripts(document).startsWith(scripts(next))) return false; // new scripts only run on a new page
  await patchDocument(next, { values: "replace" });
  if (button.name === "$go" && status === 200) clean();
  if (!next.querySelector("form.form")) leave();
  (document.getElementById("errors") ?? document.getElementById("content"))?.focus();
  window.scrollTo(0, 0);
  return true;
}
