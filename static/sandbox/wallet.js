// The store has up to a minute to answer: say so, and pay once however often the button is pressed.
const form = document.getElementById("pay");
form?.addEventListener("submit", () => {
  const button = form.querySelector("button");
  button.textContent = button.dataset.busy;
  button.disabled = true;
});

// A page brought back by the browser's Back button must be able to pay again.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
