// Two records side by side: choosing which one stays chooses its values; keys decide. Every page works without it.

const typing = (target) => target.closest("input:not([type=radio]), textarea, select, [contenteditable], dialog") !== null;

function chooseSide(form, side) {
  form.querySelectorAll(`[data-take="${side}"]`).forEach((radio) => {
    const other = [...form.querySelectorAll("[data-take]")].find((one) => one.name === radio.name && one !== radio);
    (radio.hasAttribute("data-empty") && other ? other : radio).checked = true;
  });
}

document.addEventListener("change", (event) => {
  const radio = event.target.closest?.("[data-survivor]");
  if (radio) chooseSide(radio.form, radio.dataset.survivor);
});

document.addEventListener("keydown", (event) => {
  // Keys of a Japanese conversion are no commands.
  if (event.isComposing || event.keyCode === 229 || event.repeat) return;
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const form = document.querySelector("[data-sides]");
  const key = event.key.toLowerCase();
  if (!form || document.querySelector("dialog[open]")) return;
  if (key === "1" || key === "2") {
    const radio = form.querySelector(`[data-survivor="${key === "1" ? "left" : "right"}"]`);
    radio.checked = true;
    chooseSide(form, radio.dataset.survivor);
  } else {
    const wanted = key === "u" ? [...document.querySelectorAll("[data-undo] button, form[data-undo] button")].pop() : document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!wanted || form.dataset.busy) return;
    wanted.click();
  }
  event.preventDefault();
});

// One press, one decision: while an answer is on its way nothing else is decided.
document.addEventListener("htmx:beforeRequest", (event) => event.target.closest?.("[data-sides]")?.setAttribute("data-busy", "1"));
document.addEventListener("htmx:afterRequest", () => document.querySelector("[data-sides]")?.removeAttribute("data-busy"));
