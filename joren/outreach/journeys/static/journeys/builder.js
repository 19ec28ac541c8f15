// Ctrl+Z takes the last change of a journey back, except while something is being typed. After a change the panel,
// on a phone below the picture, is brought into sight.
(() => {
  "use strict";
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    const form = document.getElementById("journey-undo");
    if (!form || event.isComposing || event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
    if (typing(event.target)) return;
    event.preventDefault();
    form.requestSubmit();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const builder = document.getElementById("builder");
    if (!builder || event.detail.requestConfig.verb !== "get") return;
    const side = builder.querySelector(".journey-side");
    if (side && window.matchMedia("(max-width: 900px)").matches) side.scrollIntoView({ block: "start" });
    const first = side && side.querySelector("input:not([type=hidden]), select, textarea, a.list-group-item");
    if (first) first.focus({ preventScroll: true });
  });
})();
