// Brings the page of an order up to date while something about it is under way, without moving the reader.
const EVERY = 5000;
const says = document.querySelector("[data-says]");

async function update() {
  const shown = document.querySelector("[data-file]");
  if (!document.hidden) {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" });
    if (answer.ok) show(shown, new DOMParser().parseFromString(await answer.text(), "text/html"));
  }
}

function show(shown, page) {
  const fresh = page.querySelector("[data-file]");
  for (const details of shown.querySelectorAll("details[open]")) {
    page.getElementById(details.id)?.setAttribute("open", "");
  }
  if (!fresh || fresh.innerHTML === shown.innerHTML) return;
  const focused = shown.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  shown.replaceWith(document.adoptNode(fresh));
  if (focused) fresh.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  says.textContent = says.dataset.says;
}

async function watch() {
  // A lost connection ends nothing: the next round tries again.
  await update().catch(() => undefined);
  if (document.querySelector("[data-moving]")) setTimeout(watch, EVERY);
}

setTimeout(watch, EVERY);
