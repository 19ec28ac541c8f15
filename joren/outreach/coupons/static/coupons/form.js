// Shows the fields that belong to what was chosen and narrows long lists; without this script all of it is there.
"use strict";
(() => {
  const form = document.querySelector("[data-coupon-form]");
  if (!form) return;
  const show = () => {
    for (const part of form.querySelectorAll("[data-when]")) {
      const [name, values] = part.dataset.when.split("=");
      part.hidden = !values.split(",").includes(form.elements[name].value);
    }
  };
  const narrow = (box) => {
    const choices = [...box.querySelectorAll("label.form-check")];
    if (choices.length < 9) return;
    const find = document.createElement("input");
    find.type = "search";
    find.className = "form-control form-control-sm mb-2";
    find.placeholder = box.dataset.find;
    find.setAttribute("aria-label", box.dataset.find);
    find.addEventListener("input", () => {
      const wanted = find.value.normalize("NFKC").toLowerCase().trim();
      for (const choice of choices) {
        choice.hidden = !choice.textContent.normalize("NFKC").toLowerCase().includes(wanted);
      }
    });
    find.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    box.prepend(find);
  };
  form.querySelectorAll("[data-long]").forEach(narrow);
  form.addEventListener("change", show);
  show();
})();
