// Keeps the order page true: hears of changes (server-sent events, else polling), swaps the card, counts down, renews the code.
const page = document.querySelector("[data-live]");
const slot = page.querySelector("[data-slot]");
const says = page.querySelector("[data-says]");
const trouble = page.querySelector("[data-trouble]");

const FIRST_POLL = 3000;
const SLOWEST_POLL = 20000;
const LISTEN_AGAIN = 30000;
const LONGEST_READ = 10000;
const LONGEST_SEND = 25000;

let card = slot.querySelector("[data-state]");
let source = null;
let pollTimer = 0;
let clockTimer = 0;
let endsAt = 0;
let failures = 0;
let checking = false;
let sending = false;
let reloading = null;
let stale = false;
let renewedLink = null;

const isFinal = () => "final" in card.dataset;

function complain(words) {
  trouble.hidden = !words;
  if (trouble.textContent !== words) trouble.textContent = words;
}

// The clock: seconds are the server's; only their passing is measured here, on a clock nobody can set.
function setClock(seconds) {
  clearTimeout(clockTimer);
  endsAt = performance.now() + seconds * 1000;
  if (card.dataset.state === "waiting") tick();
}

function tick() {
  const left = Math.max(0, Math.ceil((endsAt - performance.now()) / 1000));
  const clock = card.querySelector("[data-clock]");
  clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  clock.classList.toggle("clock-low", left < 60);
  card.querySelector("[data-clock-bar]").value = left;
  if (left) clockTimer = setTimeout(tick, (endsAt - performance.now()) % 1000 || 1000);
  else renew();
}

// Once for each link, and only while somebody looks: an abandoned tab must not keep an order alive.
function renew() {
  const form = card.querySelector("[data-renew]");
  const link = card.dataset.link;
  if (!form || document.hidden || sending || renewedLink === link || card.dataset.remaining > 0 && performance.now() < endsAt) return;
  renewedLink = link;
  card.querySelector(".code")?.classList.add("code-gone");
  send(form);
}

// What can hold the focus; a card of the same state has the same places.
const places = () => [...card.querySelectorAll("h1, a, button")];
const folds = () => [...card.querySelectorAll("details")];

function adopt(html) {
  const read = new DOMParser().parseFromString(html, "text/html");
  const fresh = document.adoptNode(read.querySelector("[data-state]"));
  const turned = fresh.dataset.state !== card.dataset.state;
  const held = places().indexOf(document.activeElement);
  const unfolded = folds().map((fold) => fold.open);
  card.replaceWith(fresh);
  card = fresh;
  complain(read.querySelector("[data-flash]")?.textContent ?? "");
  document.title = `${card.dataset.title} · ${page.dataset.shop}`;
  if (turned) {
    card.classList.add("turned");
    says.textContent = card.querySelector("h1").textContent;
  } else {
    // What somebody opened to press does not close under the finger.
    folds().forEach((fold, at) => { fold.open = unfolded[at] ?? fold.open; });
  }
  if (held >= 0) places().at(turned ? 0 : held)?.focus({ preventScroll: !turned });
  begin();
}

function begin() {
  if (isFinal()) return stop();
  setClock(Number(card.dataset.remaining));
  renew();
}

async function read(address) {
  const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(LONGEST_READ) });
  if (!answer.ok) throw new Error(answer.status);
  return answer;
}

// One at a time; a change heard meanwhile makes it read once more.
function reload() {
  stale = true;
  reloading ??= (async () => {
    while (stale) {
      stale = false;
      adopt(await (await read(page.dataset.card)).text());
    }
  })().finally(() => { reloading = null; });
  return reloading;
}

async function hear(now) {
  failures = 0;
  if (now.updated_at !== card.dataset.updated) await reload();
  else if (now.remaining_seconds > 0) setClock(now.remaining_seconds);
}

async function check() {
  if (checking || isFinal()) return;
  checking = true;
  try {
    await hear(await (await read(page.dataset.status)).json());
    complain("");
  } catch {
    if (++failures > 1) complain(page.dataset.lost);
  } finally {
    checking = false;
  }
}

function poll(delay) {
  clearTimeout(pollTimer);
  pollTimer = setTimeout(async () => {
    pollTimer = 0;
    if (!document.hidden) await check();
    if (source?.readyState !== EventSource.OPEN && !isFinal()) poll(Math.min(delay * 1.5, SLOWEST_POLL));
  }, delay * (0.85 + Math.random() * 0.3));
}

function listen() {
  source?.close();
  if (isFinal()) return;
  source = new EventSource(page.dataset.events);
  source.onopen = () => { clearTimeout(pollTimer); pollTimer = 0; complain(""); };
  source.onmessage = (event) => hear(JSON.parse(event.data)).catch(() => poll(FIRST_POLL));
  source.onerror = () => {
    if (!pollTimer) poll(FIRST_POLL);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => source.readyState === EventSource.CLOSED && listen(), LISTEN_AGAIN);
  };
}

function stop() {
  source?.close();
  clearTimeout(pollTimer);
  clearTimeout(clockTimer);
}

async function send(form) {
  if (sending) return;
  sending = true;
  const button = form.querySelector("button");
  button.setAttribute("aria-disabled", "true");
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new FormData(form), redirect: "manual", signal: AbortSignal.timeout(LONGEST_SEND),
    });
    if (answer.type !== "opaqueredirect" && !answer.ok) throw new Error(answer.status);
    await reload();
  } catch {
    complain(page.dataset.busy);
  } finally {
    sending = false;
    button.removeAttribute("aria-disabled");
  }
}

slot.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target);
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  check();
  renew();
});
addEventListener("pagehide", () => source?.close());
addEventListener("pageshow", (event) => {
  if (event.persisted) { listen(); check(); }
});

begin();
listen();
const ask = card.querySelector("[data-check]");
if (ask) send(ask);
