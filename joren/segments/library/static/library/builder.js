// The rule builder. Without this every button is a form post; with it the tree is sent anew only when its shape changes,
// and what the rule comes to is asked beside it, so that nobody waits for a count and nothing typed is lost.

const QUIET = 450; // milliseconds without a keystroke before a count
const MANY = 200_000; // letters pasted at once that do not go into a text box
const builder = () => document.getElementById("builder");
const form = () => document.getElementById("segment-form");
const result = () => document.getElementById("segment-result");
let busy = false; // the tree is on its way
let timer = 0;
const asked = new Map(); // what is on its way for a piece of the page, by its id
const typed = new Map(); // fields changed since the tree was sent, by id

// --- Sending ------------------------------------------------------------------------------------------------------
function sendTree(deed) {
  if (busy) return;
  document.querySelector(".segment-start")?.removeAttribute("open");
  clearTimeout(timer);
  typed.clear();
  busy = true;
  pending();
  drop("segment-result");
  window.htmx.ajax("POST", form().getAttribute("action"), {
    source: form(), target: "#builder", swap: "outerHTML", values: { do: deed },
  }).finally(() => { busy = false; });
}

// A piece that was asked for anew is of no use any more: its answer is dropped, wherever it is.
async function sendPiece(deed, target) {
  const { id } = target;
  asked.get(id)?.abort();
  const asking = new AbortController();
  asked.set(id, asking);
  const fields = new FormData(form());
  const unsent = ["json", ...[...form().querySelectorAll("[data-list]")].map((field) => field.name)];
  if (deed !== "keep") unsent.push("past", "future");
  unsent.forEach((name) => fields.delete(name));
  fields.set("do", deed);
  try {
    const answer = await fetch(form().getAttribute("action"), { method: "POST", body: fields, headers: { "HX-Request": "true" }, signal: asking.signal });
    const text = answer.ok && !answer.redirected ? await answer.text() : null;
    if (asked.get(id) !== asking) return;
    if (text === null) unanswered();
    else window.htmx.swap(document.getElementById(id), text, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
  } catch (problem) {
    if (problem.name !== "AbortError") unanswered();
  }
}

function drop(id) {
  asked.get(id)?.abort();
  asked.delete(id);
}

function count(deed) {
  clearTimeout(timer);
  if (busy) return; // the new tree asks for its own count
  pending();
  sendPiece(deed, result());
}

// No number is shown rather than an old one.
function unanswered() {
  const box = result();
  box.classList.remove("is-pending");
  box.setAttribute("aria-busy", "false");
  const told = document.createElement("p");
  told.className = "text-danger mb-0";
  told.textContent = document.getElementById("segment-said").dataset.failed;
  box.querySelector(".segment-counted").replaceChildren(told);
}

function pending() {
  const box = result();
  box.classList.add("is-pending");
  box.setAttribute("aria-busy", "true");
}

document.body.addEventListener("htmx:configRequest", (event) => {
  const { parameters, elt } = event.detail;
  if (!form()?.contains(elt)) return;
  const lists = elt === form() ? [] : [...form().querySelectorAll("[data-list]")].map((field) => field.name);
  const unsent = [...(parameters.do === "paste" ? [] : ["json"]), ...lists];
  unsent.forEach((name) => delete parameters[name]);
});

// --- What people do -----------------------------------------------------------------------------------------------
document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  const deed = event.submitter?.value ?? "show";
  if (deed === "save") return;
  event.preventDefault();
  event.stopPropagation();
  if (deed === "why" || deed.startsWith("why:")) ask(deed);
  else if (deed === "show" && !hasList()) count("keep");
  else sendTree(deed);
}, true);

const hasList = () => [...form().querySelectorAll("[data-list]")].some((field) => field.value);

function ask(deed) {
  document.querySelector(".segment-whyer").open = true;
  sendPiece(deed, document.getElementById("segment-why"));
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.target.id === "who" && event.key === "Enter") {
    event.preventDefault();
    return ask("why");
  }
  const field = event.target.closest("input, textarea, [contenteditable]");
  const typing = field && !field.matches("[type=checkbox], [type=file]");
  if ((event.ctrlKey || event.metaKey) && !typing && builder()) {
    const key = event.key.toLowerCase();
    const deed = key === "z" ? (event.shiftKey ? "redo" : "undo") : key === "y" ? "redo" : "";
    if (!deed) return;
    event.preventDefault();
    if (!document.getElementById(`segment-${deed}`).disabled) sendTree(deed);
    return;
  }
  const node = event.target.closest(".segment-node");
  const moves = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "into", ArrowLeft: "out" };
  if (!event.altKey || event.ctrlKey || event.metaKey || !node || !(event.key in moves)) return;
  if (node.dataset.address === "r" || (event.target.matches("select") && event.key === "ArrowDown" && !event.shiftKey && event.target.dataset.picker !== undefined)) return;
  event.preventDefault();
  sendTree(`${moves[event.key]}:${node.dataset.address}`);
});

document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.form !== form() || !field.name || field.id === "json" || !field.closest("#builder")) return;
  if (field.matches("[data-list]")) return field.value ? sendTree("show") : undefined;
  if (field.matches("[data-shape]")) return sendTree("show");
  if (field.id === "who" || !field.closest(".segment-tree")) return;
  if (field.type === "checkbox") sayTicked(field);
  typed.set(field.id, field);
  count("keep");
});

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!form()?.contains(field) || !field.closest(".segment-tree") || field.matches("[data-list], select, [type=checkbox]")) return;
  typed.set(field.id, field);
  clearTimeout(timer);
  pending(); // what is shown is no longer what stands in the fields
  timer = setTimeout(() => count("count"), QUIET);
});

// A paste of very many lines goes as a file, so that no text box has to draw them.
document.addEventListener("paste", (event) => {
  const box = event.target.closest?.("textarea[data-list]");
  const text = box ? event.clipboardData.getData("text") : "";
  if (!text) return;
  if (text.length <= MANY) {
    setTimeout(() => sendTree("show")); // the text is in the box by then
    return;
  }
  event.preventDefault();
  const given = new DataTransfer();
  given.items.add(new File([text], "list.txt", { type: "text/plain" }));
  const file = box.closest(".segment-people").querySelector("input[type=file]");
  file.files = given.files;
  sendTree("show");
});

function sayTicked(box) {
  const menu = box.closest(".segment-many");
  if (!menu) return;
  const summary = menu.querySelector("summary");
  summary.querySelectorAll("span").forEach((said) => said.remove());
  const ticked = [...menu.querySelectorAll("input:checked")].map((one) => one.parentElement.textContent.trim());
  summary.prepend(...ticked.map((words) => Object.assign(document.createElement("span"), { textContent: words })));
}

// --- After an answer ----------------------------------------------------------------------------------------------
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "builder") return;
  kept.clear();
  builder().querySelectorAll("details[data-kept][open]").forEach((one) => kept.add(one.dataset.kept));
});
const kept = new Set();

document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "builder") return;
  for (const [id, before] of typed) {
    const field = document.getElementById(id);
    if (!field || field.type !== before.type) continue;
    if (field.type === "checkbox") field.checked = before.checked;
    else field.value = before.value;
  }
  busy = false;
  builder().querySelectorAll("details[data-kept]").forEach((one) => { if (kept.has(one.dataset.kept)) one.open = true; });
  prepare();
  const node = document.getElementById(builder().dataset.focus ?? "");
  if (node) {
    const field = node.querySelector(".segment-picked, select:not([hidden]), input:not([type=hidden]), button");
    field?.focus();
    document.getElementById("segment-said").textContent = document.getElementById("segment-said").dataset.moved;
  }
});
document.body.addEventListener("htmx:sendError", () => { busy = false; });
document.body.addEventListener("htmx:responseError", (event) => {
  busy = false;
  if (event.detail.target?.id === "builder") unanswered();
});

// --- Dragging -----------------------------------------------------------------------------------------------------
function draggable() {
  document.querySelectorAll(".segment-parts").forEach((parts) => {
    if (!window.Sortable || parts.dataset.ready) return;
    parts.dataset.ready = "1";
    window.Sortable.create(parts, {
      group: "rule",
      handle: ".segment-grip",
      draggable: ".segment-node",
      animation: 120,
      fallbackOnBody: true,
      swapThreshold: 0.5,
      invertSwap: true,
      emptyInsertThreshold: 12,
      ghostClass: "is-ghost",
      onStart: () => document.body.classList.add("is-dragging"),
      onEnd: (event) => {
        document.body.classList.remove("is-dragging");
        if (event.from === event.to && event.oldDraggableIndex === event.newDraggableIndex) return;
        sendTree(`place:${event.item.dataset.address}>${event.to.dataset.group}.${event.newDraggableIndex}`);
      },
    });
  });
}

// --- Products: codes in the field, names on the page --------------------------------------------------------------
function searchable(box) {
  if (box.dataset.ready) return;
  box.dataset.ready = "1";
  const codes = box.querySelector("input");
  const find = Object.assign(document.createElement("input"), { type: "search", className: "form-control", placeholder: box.dataset.placeholder, autocomplete: "off" });
  const list = Object.assign(document.createElement("ul"), { className: "segment-hits", hidden: true });
  find.setAttribute("aria-label", codes.getAttribute("aria-label"));
  find.setAttribute("role", "combobox");
  list.setAttribute("role", "listbox");
  codes.type = "hidden";
  box.append(find, list);
  const chips = () => [...box.querySelectorAll(".segment-chip")];
  const store = () => {
    codes.value = chips().map((chip) => chip.dataset.code).join(", ");
    codes.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const removable = (chip) => {
    const away = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
    away.setAttribute("aria-label", `${box.dataset.remove} ${chip.textContent}`);
    away.addEventListener("click", () => { chip.remove(); store(); find.focus(); });
    chip.append(away);
  };
  chips().forEach(removable);
  const choose = (item) => {
    if (!item) return;
    if (!chips().some((chip) => chip.dataset.code === item.dataset.code)) {
      const chip = Object.assign(document.createElement("span"), { className: "segment-chip", textContent: item.textContent });
      chip.dataset.code = item.dataset.code;
      removable(chip);
      codes.before(chip);
      store();
    }
    find.value = "";
    list.hidden = true;
  };
  let wait = 0, newest = 0;
  const look = async () => {
    const turn = ++newest;
    const answer = await fetch(`${box.dataset.searchUrl}?q=${encodeURIComponent(find.value.trim())}`, { headers: { Accept: "application/json" } });
    if (turn !== newest || !answer.ok) return;
    const hits = await answer.json();
    list.replaceChildren(...hits.map((hit, n) => {
      const item = Object.assign(document.createElement("li"), { textContent: hit.label, title: hit.value });
      item.dataset.code = hit.value;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", n === 0);
      return item;
    }));
    list.hidden = hits.length === 0;
  };
  find.addEventListener("input", (event) => { event.stopPropagation(); clearTimeout(wait); wait = setTimeout(look, 200); });
  find.addEventListener("focus", () => list.children.length || look());
  find.addEventListener("change", (event) => event.stopPropagation());
  find.addEventListener("blur", () => setTimeout(() => { list.hidden = true; }, 150));
  find.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const items = [...list.children];
    const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    if (event.key === "Enter") {
      event.preventDefault();
      if (!list.hidden) choose(items[at]);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      list.hidden = items.length === 0;
      const next = items[Math.max(0, Math.min(items.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))];
      items.forEach((item) => item.setAttribute("aria-selected", item === next));
      next?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Escape") list.hidden = true;
    else if (event.key === "Backspace" && !find.value) { chips().at(-1)?.remove(); store(); }
  });
  list.addEventListener("mousedown", (event) => { event.preventDefault(); choose(event.target.closest("li")); });
}

function prepare() {
  draggable();
  document.querySelectorAll(".segment-search").forEach(searchable);
  document.dispatchEvent(new Event("segment:tree"));
  if (result()?.classList.contains("is-pending")) sendPiece("count", result());
}
document.documentElement.classList.add("js");
prepare();
