// The list of calls by keyboard: 1 to 5 say what came of a call, Enter begins one. And how long it has lasted.
"use strict";
(() => {
  const typing = (target) => target instanceof Element && target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
    if (!/^[1-5]$/.test(event.key)) return;
    const button = document.querySelector(`[data-key="${event.key}"]`);
    if (!button || document.querySelector("dialog[open], .modal.show")) return;
    event.preventDefault();
    button.click();
  });
  const shown = document.querySelector("[data-elapsed]");
  if (!shown) return;
  const since = Date.parse(shown.dataset.since);
  const tick = () => {
    const seconds = Math.max(0, Math.round((Date.now() - since) / 1000));
    shown.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  tick();
  setInterval(tick, 1000);
})();
