// The buttons that propose an amount fill it in without losing what was typed beside it.
const amount = document.querySelector("input[name=amount]");
for (const link of document.querySelectorAll("a[data-amount]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    amount.value = link.dataset.amount;
    amount.focus();
  });
}
