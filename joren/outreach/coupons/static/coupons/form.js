// Shows the fields that belong to what was chosen; without this script all of them are there.
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
  form.addEventListener("change", show);
  show();
})();
