// A preview inside a page of another site, where no cookie of ours arrives: that page hands a token over by
// message. It stays in memory, goes out in a header only, and is asked for again when it is over.

const HEADER = "x-interfaces-preview";
const PATIENCE = 10_000; // ms to wait for a token before asking again

const own = document.querySelector("script[data-origins]");
const { nonce } = own;
const origins = own.dataset.origins.split(" ");
const base = `${location.origin}${location.pathname}`;
const plainFetch = window.fetch.bind(window);

let token = null;
let waiting = [];

/** Only the page around us, and only from an origin that may frame us. */
function hear(event) {
  const { data } = event;
  if (event.source !== window.parent || !origins.includes(event.origin)) return;
  if (data?.interfaces !== 1 || data.type !== "token" || typeof data.token !== "string") return;
  token = data.token;
  for (const resolve of waiting.splice(0)) resolve();
}

function ask() {
  for (const origin of origins) window.parent.postMessage({ interfaces: 1, type: "auth-required" }, origin);
}

async function newToken() {
  token = null;
  while (token === null) {
    const told = new Promise((resolve) => waiting.push(resolve));
    ask();
    await Promise.race([told, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  }
}

/** Requests for this preview carry the token; once it is over, a new one is asked for. */
async function fetchWithToken(resource, options = {}) {
  const url = new URL(resource instanceof Request ? resource.url : resource, location.href);
  const ours = `${url.origin}${url.pathname}`;
  if (ours !== base && !ours.startsWith(`${base}/`)) return plainFetch(resource, options);
  const send = () => {
    const headers = new Headers(options.headers);
    headers.set(HEADER, token);
    return plainFetch(resource, { ...options, headers, credentials: "omit" });
  };
  if (token === null) await newToken();
  const answer = await send();
  if (answer.status !== 401) return answer;
  await newToken();
  return send();
}

/** What EventSource does, as far as the preview uses it: it could not send a header. */
class Events extends EventTarget {
  static CLOSED = 2;
  readyState = 0;
  #abort = new AbortController();

  constructor(address) {
    super();
    this.#read(address).catch(() => {}).finally(() => this.#end());
  }

  close() {
    this.readyState = Events.CLOSED;
    this.#abort.abort();
  }

  async #read(address) {
    const answer = await fetchWithToken(address, { signal: this.#abort.signal, headers: { accept: "text/event-stream" } });
    if (!answer.ok) return;
    this.readyState = 1;
    let text = "";
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const events = (text + part.value).split("\n\n");
      text = events.pop();
      for (const each of events) this.#tell(each);
    }
  }

  #tell(lines) {
    const fields = Object.fromEntries(lines.split("\n").map((line) => line.split(/: (.*)/)));
    if (fields.event) this.dispatchEvent(new MessageEvent(fields.event, { data: fields.data }));
  }

  #end() {
    if (this.readyState === Events.CLOSED) return;
    this.readyState = Events.CLOSED;
    this.dispatchEvent(new Event("error"));
  }
}

/** Puts a page of ours in place of this one. Its scripts run because they carry the server's nonce. */
async function show(answer) {
  const html = await answer.text();
  const theirs = /'nonce-([^']+)'/.exec(answer.headers.get("content-security-policy") ?? "")?.[1];
  document.open();
  document.write(theirs ? html.replaceAll(theirs, nonce) : html);
  document.close();
  listen();
}

/** Forms that would leave the page are sent with the token as well. Scripts of the page come first. */
function listen() {
  window.addEventListener("message", hear);
  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    const sent = form.enctype === "multipart/form-data" ? body : new URLSearchParams(body);
    fetchWithToken(form.getAttribute("action"), { method: "POST", body: sent, headers: { accept: "text/html" } }).then(show);
  });
}

window.fetch = fetchWithToken;
window.EventSource = Events;
listen();
show(await fetchWithToken(location.href, { headers: { accept: "text/html" } }));
