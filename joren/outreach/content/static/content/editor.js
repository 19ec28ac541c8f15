// The editor of messages. Without this every button is a form post; with it the editor is swapped in place, blocks are
// dragged, the preview follows the typing, and merge fields are picked from a list.

const QUIET = 700; // milliseconds without a keystroke before the preview
const editor = () => document.getElementById("content-editor");
const picker = () => document.getElementById("content-picker");
const on = (type, selector, act) =>
  document.addEventListener(type, (event) => {
    const element = event.target.closest?.(selector);
    if (element) act(event, element);
  });
let busy = false;
let timer = 0;
let lastField = null; // where a merge field goes
let lastPlace = [0, 0];

// --- Deeds: add, move, copy, remove, undo, redo ---------------------------------------------------------------------
async function send(deed) {
  if (busy || !editor()) return;
  busy = true;
  clearTimeout(timer);
  const fields = new FormData(editor());
  fields.set("do", deed);
  try {
    const answer = await fetch(editor().action, { method: "POST", body: fields, headers: { "HX-Request": "true" } });
    const text = await answer.text();
    if ((!answer.ok && answer.status !== 422) || answer.redirected || !text.includes("content-editor")) throw new Error(answer.status);
    swap(text, deed);
  } catch {
    const told = document.createElement("p");
    told.className = "alert alert-danger";
    told.setAttribute("role", "alert");
    told.textContent = editor().dataset.failed;
    editor().prepend(told);
  } finally {
    busy = false;
  }
}

function swap(text, deed) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const made = page.getElementById("content-editor");
  const chosen = ["person", "light"].map((name) => [name, editor().elements[name]?.value]);
  editor().replaceWith(made);
  picker()?.replaceWith(page.getElementById("content-picker") ?? "");
  chosen.forEach(([name, value]) => { if (made.elements[name] && value !== undefined) made.elements[name].value = value; });
  made.dataset.changed = "1";
  begin();
  const opened = made.dataset.opened && document.getElementById(`block-${made.dataset.opened}`);
  const [name] = deed.split(":");
  if (opened && name === "add") {
    opened.scrollIntoView({ block: "center", behavior: "smooth" });
    opened.querySelector("textarea, input:not([type=hidden]), select")?.focus({ preventScroll: true });
  } else if (opened) {
    opened.querySelector(`[value="${deed}"]`)?.focus();
  }
  show();
}

on("click", "#content-editor [data-deed]", (event, button) => {
  event.preventDefault();
  send(button.value);
});

// --- The preview ----------------------------------------------------------------------------------------------------
function show() {
  const button = editor()?.querySelector("[data-show]");
  if (!button) return;
  const files = editor().querySelectorAll("input[type=file]");
  files.forEach((file) => { file.disabled = true; });
  const act = [editor().action, editor().target];
  editor().action = button.formAction;
  editor().target = "content-live";
  HTMLFormElement.prototype.submit.call(editor());
  [editor().action, editor().target] = act;
  files.forEach((file) => { file.disabled = false; });
}

on("input", "#content-editor", (event) => {
  if (event.target.type === "file") return;
  clearTimeout(timer);
  timer = setTimeout(show, QUIET);
  if (event.target.matches("[data-grows]")) grow(event.target);
});
on("change", "#content-editor [data-live]", show);
on("change", "#content-editor [data-upload]", () => send("look"));

// --- Dragging -------------------------------------------------------------------------------------------------------
function begin() {
  editor()?.querySelectorAll("[data-grows]").forEach(grow);
  if (!window.Sortable) return;
  editor()?.querySelectorAll("[data-sortable]").forEach((list) => {
    window.Sortable.create(list, {
      handle: "[data-grip]",
      draggable: ".content-block",
      animation: 120,
      ghostClass: "is-dragged",
      group: { name: "blocks", put: (to, _from, dragged) => to.el.dataset.sortable === "outer" || !dragged.querySelector(".content-columns") },
      onEnd: () => send("look"),
    });
  });
}

function grow(area) {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 4, 480)}px`;
}

// --- Keys -----------------------------------------------------------------------------------------------------------
document.addEventListener("keydown", (event) => {
  if (!editor() || event.isComposing) return;
  const command = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  const typing = event.target.matches?.("input, textarea, select");
  const block = event.target.closest?.(".content-block");
  if (command && key === "s") { event.preventDefault(); editor().querySelector("[data-save]").click(); }
  else if (command && key === "k" && picker()) { event.preventDefault(); openPicker(); }
  else if (command && key === "z" && !typing) { event.preventDefault(); send(event.shiftKey ? "redo" : "undo"); }
  else if (command && key === "y" && !typing) { event.preventDefault(); send("redo"); }
  else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown") && block) {
    event.preventDefault();
    send(`${event.key === "ArrowUp" ? "up" : "down"}:${block.dataset.block}`);
  }
});

// --- Merge fields ---------------------------------------------------------------------------------------------------
document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("#content-editor [data-fields]")) lastField = event.target.name;
});
document.addEventListener("selectionchange", () => {
  const field = document.activeElement;
  if (field?.matches?.("#content-editor [data-fields]")) lastPlace = [field.selectionStart, field.selectionEnd];
});

function openPicker() {
  picker().showModal();
  const search = picker().querySelector("[data-picker-search]");
  search.value = "";
  narrow("");
  search.focus();
}

function narrow(text) {
  const wanted = text.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
  picker().querySelectorAll("[data-key]").forEach((item) => {
    const words = item.dataset.words.normalize("NFKC").toLowerCase();
    item.hidden = !wanted.every((word) => words.includes(word));
  });
}

function put(item) {
  const field = editor().elements[lastField] ?? editor().querySelector("textarea[data-fields]");
  picker().close();
  if (!field) return;
  const typed = picker().querySelector("[data-picker-fallback]").value || item.dataset.fallback;
  const money = item.dataset.money ? " | money" : "";
  const fallback = typed ? ` | default: "${typed.replaceAll('"', "”")}"` : "";
  const [start, end] = field.name === lastField ? lastPlace : [field.value.length, field.value.length];
  field.focus();
  field.setRangeText(`{{ ${item.dataset.key}${money}${fallback} }}`, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

on("click", "[data-picker-open]", openPicker);
on("input", "[data-picker-search]", (_event, search) => narrow(search.value));
on("click", "#content-picker [data-key]", (_event, item) => put(item));
on("keydown", "#content-picker", (event) => {
  if (event.isComposing) return;
  const items = [...picker().querySelectorAll("[data-key]:not([hidden])")];
  const at = items.indexOf(document.activeElement);
  if (event.key === "Enter" && at < 0 && items.length) { event.preventDefault(); put(items[0]); }
  if (event.key === "ArrowDown") { event.preventDefault(); items[Math.min(at + 1, items.length - 1)]?.focus(); }
  if (event.key === "ArrowUp") { event.preventDefault(); items[Math.max(at - 1, 0)]?.focus(); }
});

begin();
show();
