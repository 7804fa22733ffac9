// The store has up to a minute to answer: say so, and pay once however often the button is pressed.
for (const button of document.querySelectorAll("button[data-busy]")) {
  button.form.addEventListener("submit", () => {
    button.textContent = button.dataset.busy;
    button.disabled = true;
  });
}

// A page brought back by the browser's Back button must be able to pay again.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
