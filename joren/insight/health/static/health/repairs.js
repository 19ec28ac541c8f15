// The queue of repairs by keyboard: one key, one decision. Every page works without it.

const busy = new Set();
const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog") !== null;

document.addEventListener("keydown", (event) => {
  // Keys of a Japanese conversion are no commands.
  if (event.isComposing || event.keyCode === 229 || event.repeat) return;
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const page = document.querySelector("#one");
  if (!page || busy.size || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
  const key = event.key === "Enter" ? "1" : event.key.toLowerCase();
  const wanted = page.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!wanted) return;
  event.preventDefault();
  wanted.click();
});

// While an answer is on its way nothing else is decided.
document.addEventListener("htmx:beforeRequest", (event) => { if (event.target.closest?.("#one")) busy.add("one"); });
document.addEventListener("htmx:afterRequest", () => busy.clear());
