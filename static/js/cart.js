// A changed count is sent when the shopper leaves the field; the button stays for those without this script.
for (const form of document.querySelectorAll("[data-count-form]")) {
  form.elements.count[0].addEventListener("change", () => form.reportValidity() && form.requestSubmit());
}
