// Requests the sandbox's state about once a second, and draws what has changed.
const SHOWN = 100;
const state = { requests: new Map(), since: 0, drawn: {} };
const at = (id) => document.getElementById(id);
const empty = Object.fromEntries(["companies", "groups", "requests", "webhooks"].map((name) => [name, at(`${name}-list`).innerHTML]));

async function act(action, input = {}) {
  const answer = await fetch(`/_sandbox/${action}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(input),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error);
  return body;
}

/** An element with text and children, none of them ever read as markup. */
function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

const TONE = {
  Linked: "good", PendingAuth: "warn", Deauthorized: "bad", Unlinked: "", delivered: "good", pending: "warn", failed: "bad", refused: "bad",
};
const badge = (text, tone = TONE[text] ?? "") => el("span", { class: `badge ${tone}` }, text);

/** Draws a list if it differs from what was drawn last; entries that were open are open again. */
function draw(name, items, line, key, count) {
  at(`${name}-count`).textContent = count;
  const drawn = JSON.stringify(items);
  if (state.drawn[name] === drawn) return;
  state.drawn[name] = drawn;
  const place = at(`${name}-list`);
  const open = new Set([...place.querySelectorAll("details[open]")].map((each) => each.dataset.key));
  const focused = document.activeElement?.dataset?.focus;
  if (items.length === 0) { place.innerHTML = empty[name]; return; }
  const list = el("ul", { class: "items" });
  for (const item of items) list.append(el("li", { "data-key": key(item) }, ...line(item)));
  place.replaceChildren(list);
  for (const each of place.querySelectorAll("details")) each.open = open.has(each.dataset.key);
  if (focused) place.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
}

function company(each) {
  const lines = [el("div", { class: "line" },
    el("strong", { class: "grow" }, each.name),
    ...each.groups.map((group) => badge(group.name ?? group.id)),
    el("a", { href: each.redirect, target: "_blank", rel: "noopener", "data-focus": `link-${each.id}` }, "Link page")),
  el("code", {}, each.id)];
  for (const connection of each.dataConnections) {
    const line = el("div", { class: "line" }, el("span", { class: "grow" }, connection.platformName), badge(connection.status));
    if (connection.status === "Linked") {
      const button = el("button", { type: "button", "data-focus": connection.id, "aria-label": `Deauthorize ${connection.platformName} of ${each.name}` }, "Deauthorize");
      button.onclick = () => tell(`Deauthorized ${connection.platformName}.`, "deauthorize-connection", { companyId: each.id, connectionId: connection.id });
      line.append(button);
    }
    lines.push(line);
  }
  return lines;
}

function pretty(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}

/** A request without a response is still waiting, unless it was cut. */
const isWaiting = (each) => each.status === null && each.fault !== "cut";

function request(each) {
  const tone = isWaiting(each) ? "warn" : each.status === null ? "bad" : each.status < 400 ? "good" : each.status < 500 ? "warn" : "bad";
  const headers = Object.entries(each.headers).map(([name, value]) => `${name}: ${value}`).join("\n");
  return [el("details", { "data-key": each.id },
    el("summary", { "data-focus": `request-${each.id}` }, el("span", { class: "line" },
      badge(isWaiting(each) ? "no response yet" : each.status === null ? "no response" : String(each.status), tone),
      el("code", { class: "grow" }, `${each.method} ${each.path}${each.query ? `?${each.query}` : ""}`),
      each.fault ? badge(each.fault, "warn") : null,
      el("time", { class: "quiet", datetime: each.at }, each.at.slice(11, 19)))),
    el("pre", {}, headers),
    each.body ? el("pre", {}, pretty(each.body)) : null,
    each.answer ? el("pre", {}, pretty(each.answer)) : null)];
}

function webhook(each) {
  const tries = each.attempts.length === 1 ? "1 attempt" : `${each.attempts.length} attempts`;
  const attempts = each.attempts.map((attempt) => `${attempt.at}  ${attempt.status ?? attempt.error}`).join("\n");
  return [el("details", { "data-key": each.number },
    el("summary", { "data-focus": `webhook-${each.number}` }, el("span", { class: "line" },
      badge(each.status), el("span", { class: "grow" }, each.eventType), el("span", { class: "quiet" }, tries))),
    el("p", { class: "quiet" }, each.url), attempts ? el("pre", {}, attempts) : null, el("pre", {}, pretty(each.body)))];
}

async function refresh() {
  const overview = await act("overview");
  if (overview.counts.requests < Math.max(0, ...state.requests.keys())) { state.requests.clear(); state.since = 0; }
  // Fetches only the requests that are shown: a sandbox may have logged thousands of long ones.
  const [requests, webhooks] = await Promise.all([
    act("list-requests", { since: Math.max(state.since, overview.counts.requests - SHOWN) }),
    act("list-webhooks", { since: Math.max(0, overview.counts.webhooks - SHOWN) }),
  ]);
  for (const each of requests.requests) state.requests.set(each.id, each);
  // A request that has no response yet is fetched again.
  const unanswered = [...state.requests.values()].filter(isWaiting).map((each) => each.id);
  state.since = Math.min(...unanswered, (Math.max(0, ...state.requests.keys())) + 1) - 1;
  for (const id of [...state.requests.keys()].slice(0, -SHOWN)) state.requests.delete(id);
  at("now").textContent = `${overview.now.slice(0, 10)} ${overview.now.slice(11, 19)} UTC`;
  const count = overview.counts;
  at("faults-count").textContent = count.faults === 0 ? "" : count.faults === 1 ? "1 fault is waiting" : `${count.faults} faults are waiting`;
  draw("companies", overview.companies, company, (each) => each.id, count.companies);
  draw("groups", overview.groups, (each) => [el("div", { class: "line" }, el("strong", { class: "grow" }, each.name), el("code", {}, each.id))], (each) => each.id, overview.groups.length);
  draw("requests", [...state.requests.values()].reverse(), request, (each) => each.id, count.requests);
  draw("webhooks", webhooks.webhooks.slice(-SHOWN).reverse(), webhook, (each) => each.number, count.webhooks);
}

async function watch() {
  if (!document.hidden) {
    try {
      await refresh();
      at("state").textContent = "live";
      at("state").className = "badge good";
    } catch {
      at("state").textContent = "not reachable";
      at("state").className = "badge bad";
    }
  }
  setTimeout(watch, 1000);
}

async function tell(words, action, input) {
  try {
    await act(action, input);
    at("said").textContent = words;
    await refresh();
  } catch (error) {
    at("said").textContent = `That did not work: ${error.message}`;
  }
}

const FAULTS = {
  cut: ["The next request is cut.", { effect: "cut" }],
  lost: ["The next request does its work, and its response is lost.", { effect: "cut", when: "after" }],
  500: ["The response to the next request is 500.", { effect: "status", status: 500 }],
  429: ["The response to the next request is 429.", { effect: "status", status: 429, headers: { "Retry-After": "2" } }],
  delay: ["The next request takes 5 s longer.", { effect: "delay", delayMs: 5000 }],
};
for (const button of document.querySelectorAll("[data-fault]")) {
  const [words, fault] = FAULTS[button.dataset.fault];
  button.onclick = () => tell(words, "queue-faults", { faults: [fault] });
}
for (const button of document.querySelectorAll("[data-clock]")) {
  button.onclick = () => tell(`The clock was moved forward: ${button.textContent}.`, "advance-clock", { seconds: Number(button.dataset.clock) });
}
const WORDS = { "clear-faults": "Faults are cleared.", "fail-next-pull": "The next pull of data fails." };
for (const button of document.querySelectorAll("[data-act]")) {
  button.onclick = () => tell(WORDS[button.dataset.act], button.dataset.act, {});
}
document.querySelector("[data-reset]").onclick = () => {
  if (confirm("Forget all companies, groups, requests and webhooks?")) tell("Everything was reset.", "reset", {});
};
watch();
