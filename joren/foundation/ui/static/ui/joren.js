// The kit's behaviour. Every page works without it; it only makes things quicker. No build, no inline code.

const html = document.documentElement;
html.classList.add("js");
const words = document.getElementById("joren-words")?.dataset ?? {};
const on = (type, selector, act) =>
  document.addEventListener(type, (event) => {
    const element = event.target.closest?.(selector);
    if (element) act(event, element);
  });

// --- Toasts -------------------------------------------------------------------------------------------------------
const READING_TIME = 7000; // milliseconds; refusals stay until they are closed

function settle(toast) {
  const lasts = toast.dataset.level === "error" || toast.dataset.level === "warning" || toast.querySelector("[data-undo]");
  if (!lasts) setTimeout(() => toast.remove(), READING_TIME);
}

export function showToast({ level = "info", text, undo = "" }) {
  const box = document.getElementById("joren-toasts");
  const pattern = document.getElementById("joren-toast-template");
  if (!box || !pattern) return;
  const toast = pattern.content.firstElementChild.cloneNode(true);
  toast.dataset.level = level;
  toast.setAttribute("role", level === "error" ? "alert" : "status");
  toast.querySelector(".joren-toast-text").textContent = text;
  const form = toast.querySelector("[data-undo]");
  if (undo) form.action = undo;
  else form.remove();
  box.append(toast);
  settle(toast);
}

document.querySelectorAll("#joren-toasts [data-toast]").forEach(settle);
on("click", "[data-toast-close]", (_event, button) => button.closest("[data-toast]").remove());
document.body.addEventListener("joren:toasts", (event) => event.detail.toasts.forEach(showToast));
document.body.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.getResponseHeader("HX-Trigger")?.includes("joren:toasts")) return;
  showToast({ level: "error", text: event.detail.xhr.status === 403 ? words.forbidden : words.failed });
});
document.body.addEventListener("htmx:sendError", () => showToast({ level: "error", text: words.offline }));

// --- Asking before a deed -----------------------------------------------------------------------------------------
const confirmed = new WeakSet();

function ask(question, label, style) {
  const dialog = document.getElementById("joren-confirm");
  const yes = dialog.querySelector("[data-confirm-yes]");
  dialog.querySelector("[data-confirm-text]").textContent = question;
  yes.textContent = label || yes.dataset.default;
  yes.className = `btn btn-${style || "danger"}`;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true })
  );
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const asks = event.submitter?.dataset.confirm ? event.submitter : form;
  if (!asks.dataset.confirm || confirmed.has(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  if (!(await ask(asks.dataset.confirm, asks.dataset.confirmLabel, asks.dataset.confirmStyle))) return;
  confirmed.add(form);
  form.requestSubmit(submitter);
  confirmed.delete(form);
}, true);

document.body.addEventListener("htmx:confirm", (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  ask(event.detail.question).then((yes) => yes && event.detail.issueRequest(true));
});

// --- Keyboard -----------------------------------------------------------------------------------------------------
const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
let before = "";

function openShortcuts() {
  const dialog = document.getElementById("joren-shortcuts");
  if (dialog && !dialog.open) dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) {
    // Enter that ends a Japanese conversion must not send the form.
    if (event.key === "Enter") event.stopPropagation();
    return;
  }
  if (event.key === "Escape") closeMenus();
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "/") {
    event.preventDefault();
    document.querySelector("[data-search]")?.focus();
  } else if (event.key === "?") openShortcuts();
  else if (before === "g" && event.key === "h" && words.home) location.assign(words.home);
  before = event.key;
}, true);
// Safari says Enter after the conversion has ended; the form would be sent.
let conversionEnded = 0;
document.addEventListener("compositionend", (event) => (conversionEnded = event.timeStamp), true);
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.timeStamp - conversionEnded < 30 && event.target.matches("input")) event.preventDefault();
}, true);
on("click", "[data-shortcuts]", openShortcuts);

// --- Menus that are <details> -------------------------------------------------------------------------------------
function closeMenus(except) {
  document.querySelectorAll("details[data-closes][open]").forEach((menu) => menu !== except && (menu.open = false));
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-closes]")));

// --- Help: the browser places a popover in the middle; it belongs beside its question mark ----------------------------
document.addEventListener("toggle", (event) => {
  const box = event.target;
  if (event.newState !== "open" || !box.matches?.(".joren-popover")) return;
  const mark = document.querySelector(`[popovertarget="${box.id}"]`).getBoundingClientRect();
  const left = Math.min(Math.max(8, mark.left - 12), innerWidth - box.offsetWidth - 8);
  const below = mark.bottom + 6;
  const top = below + box.offsetHeight > innerHeight ? Math.max(8, mark.top - box.offsetHeight - 6) : below;
  Object.assign(box.style, { margin: "0", inset: "auto", left: `${left}px`, top: `${top}px` });
}, true);

// --- Copying ------------------------------------------------------------------------------------------------------
on("click", "[data-copy]", async (_event, button) => {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    showToast({ level: "success", text: words.copied });
  } catch {
    getSelection().selectAllChildren(button.parentElement.querySelector("code")); // no clipboard without https
  }
});

// --- Rows picked for a bulk action ----------------------------------------------------------------------------------
function countPicked(form) {
  const boxes = [...form.querySelectorAll("[data-pick]")];
  const picked = boxes.filter((box) => box.checked);
  const all = form.querySelector("[data-pick-all-pages]");
  form.querySelectorAll("[data-pick-page]").forEach((box) => {
    box.checked = boxes.length > 0 && picked.length === boxes.length;
    box.indeterminate = picked.length > 0 && picked.length < boxes.length;
  });
  boxes.forEach((box) => box.closest("tr")?.classList.toggle("is-selected", box.checked));
  if (all && picked.length < boxes.length) all.checked = false;
  form.querySelector("[data-bulk]")?.classList.toggle("is-shown", picked.length > 0);
  const said = form.querySelector("[data-picked]");
  if (said) said.textContent = (words.selected ?? "%n").replace("%n", picked.length.toLocaleString());
}

on("change", "[data-pick-page]", (_event, box) => {
  box.form.querySelectorAll("[data-pick]").forEach((one) => (one.checked = box.checked));
  countPicked(box.form);
});
on("change", "[data-pick-all-pages]", (_event, box) => {
  if (box.checked) box.form.querySelectorAll("[data-pick]").forEach((one) => (one.checked = true));
  countPicked(box.form);
});
on("change", "[data-pick]", (_event, box) => countPicked(box.form));
let lastPicked = null;
on("click", "[data-pick]", (event, box) => {
  if (event.shiftKey && lastPicked?.form === box.form) {
    const boxes = [...box.form.querySelectorAll("[data-pick]")];
    const [from, to] = [boxes.indexOf(lastPicked), boxes.indexOf(box)].sort((a, b) => a - b);
    boxes.slice(from, to + 1).forEach((one) => (one.checked = box.checked));
    countPicked(box.form);
  }
  lastPicked = box;
});

// --- Files dropped --------------------------------------------------------------------------------------------------
function nameFile(zone) {
  const files = [...zone.querySelector("input[type=file]").files];
  const names = files.map((file) => `${file.name} (${Math.ceil(file.size / 1024).toLocaleString()} KB)`);
  zone.querySelector("[data-drop-name]").textContent = names.join("\n");
}
on("dragover", "[data-drop]", (event, zone) => { event.preventDefault(); zone.classList.add("is-over"); });
on("dragleave", "[data-drop]", (_event, zone) => zone.classList.remove("is-over"));
on("drop", "[data-drop]", (event, zone) => {
  event.preventDefault();
  zone.classList.remove("is-over");
  const input = zone.querySelector("input[type=file]");
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
on("change", "[data-drop] input[type=file]", (_event, input) => nameFile(input.closest("[data-drop]")));

// --- Selects with many options: typing in an opened one narrows it -----------------------------------------------------
// The select itself stays what is sent, labelled and focused; on a phone its own picker opens.
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
let finder = null;

function openFinder(select, typed = "") {
  closeFinder();
  const box = document.createElement("div");
  box.className = "joren-finder";
  box.innerHTML = '<input type="search" class="form-control form-control-sm" role="combobox" aria-expanded="true" aria-autocomplete="list" aria-controls="joren-finder-list"><ul role="listbox" id="joren-finder-list"></ul>';
  const [input, list] = box.children;
  input.value = typed;
  input.setAttribute("aria-label", select.labels[0]?.textContent ?? "");
  const items = [...select.options].map((option, n) => {
    const item = document.createElement("li");
    Object.assign(item, { id: `joren-finder-${n}`, textContent: option.text });
    item.setAttribute("role", "option");
    item.dataset.value = option.value;
    item.dataset.plain = plain(`${option.text} ${option.value}`);
    return item;
  });
  list.append(...items);
  const visible = () => items.filter((item) => !item.hidden);
  let current = items[select.selectedIndex];
  const mark = (item) => {
    current?.removeAttribute("aria-selected");
    current = item;
    if (!item) return input.removeAttribute("aria-activedescendant");
    item.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  };
  const narrow = () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    items.forEach((item) => (item.hidden = !words.every((word) => item.dataset.plain.includes(word))));
    mark(words.length ? visible()[0] : items[select.selectedIndex]);
  };
  const choose = (item) => {
    closeFinder();
    select.focus();
    if (!item || item.dataset.value === select.value) return;
    select.value = item.dataset.value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  input.addEventListener("input", (event) => { event.stopPropagation(); narrow(); });
  input.addEventListener("change", (event) => event.stopPropagation());
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const shown = visible();
    const at = shown.indexOf(current);
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 };
    if (event.key in moves) mark(shown[Math.max(0, Math.min(moves[event.key], shown.length - 1))]);
    else if (event.key === "Enter") choose(current);
    else if (event.key === "Escape" || event.key === "Tab") { closeFinder(); select.focus(); if (event.key === "Tab") return; }
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("mousedown", (event) => { event.preventDefault(); choose(event.target.closest("li")); });
  input.addEventListener("blur", closeFinder);
  select.after(box);
  finder = { box, select };
  narrow();
  input.focus();
  input.setSelectionRange(typed.length, typed.length);
}

function closeFinder() {
  const open = finder;
  finder = null;
  open?.box.remove();
}

const coarse = matchMedia("(pointer: coarse)");
on("mousedown", "select[data-searchable]", (event, select) => {
  if (coarse.matches || event.button) return;
  event.preventDefault();
  if (finder?.select === select) closeFinder();
  else openFinder(select);
});
on("keydown", "select[data-searchable]", (event, select) => {
  if (event.ctrlKey || event.metaKey || event.isComposing) return;
  const opens = event.key === "Enter" || event.key === " " || event.key === "F4" || (event.altKey && event.key === "ArrowDown");
  if (!opens && (event.altKey || event.key.length !== 1)) return;
  event.preventDefault();
  openFinder(select, opens ? "" : event.key);
});

// --- Switches of the page itself: how they stood is kept in this tab -----------------------------------------------------
on("change", "input[data-keeps]", (_event, box) => sessionStorage.setItem(`joren-${box.dataset.keeps}`, box.checked ? "1" : ""));
function keepSwitches(root) {
  root.querySelectorAll("input[data-keeps]").forEach((box) => {
    const kept = sessionStorage.getItem(`joren-${box.dataset.keeps}`);
    if (kept !== null) box.checked = kept === "1";
  });
}

// --- Changes that are not saved ----------------------------------------------------------------------------------------
let unsaved = false;
on("input", "form[data-unsaved]", () => (unsaved = true));
on("submit", "form", () => (unsaved = false));
addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

// --- Forms that send themselves when a choice changes ---------------------------------------------------------------------
on("change", "form[data-autosubmit]", (_event, form) => form.requestSubmit());

// --- Charts -----------------------------------------------------------------------------------------------------------
const COLOURS = ["#1d5c63", "#f2b84b", "#5b8fb9", "#c8553d", "#7a9e7e", "#8d6a9f"];
let library = null;

function loadLibrary() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = document.querySelector("meta[name=joren-echarts]").content;
    script.onload = () => resolve(window.echarts);
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

const shown = (unit) => (value) => (value == null ? "–" : unit === "¥" ? `¥${Number(value).toLocaleString()}` : `${Number(value).toLocaleString()}${unit ? ` ${unit}` : ""}`);

function intervals(series, index) {
  return {
    type: "custom", name: series.name, itemStyle: { color: "#33424a" }, encode: { x: 0, y: [1, 2] }, z: 10, tooltip: { show: false },
    data: series.low.map((low, n) => [n, low, series.high[n], index]),
    renderItem: (_params, api) => {
      const top = api.coord([api.value(0), api.value(2)]);
      const bottom = api.coord([api.value(0), api.value(1)]);
      const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: "#33424a", lineWidth: 1.5 } });
      return { type: "group", children: [line(top[0], top[1], bottom[0], bottom[1]), line(top[0] - 5, top[1], top[0] + 5, top[1]), line(bottom[0] - 5, bottom[1], bottom[0] + 5, bottom[1])] };
    },
  };
}

function optionsOf({ kind, labels, series, unit }) {
  const font = { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
  const common = { color: COLOURS, textStyle: font, animationDuration: 300, tooltip: { confine: true, valueFormatter: shown(unit) } };
  if (kind === "pie") {
    const data = labels.map((name, n) => ({ name, value: series[0].values[n] }));
    return { ...common, tooltip: { ...common.tooltip, trigger: "item" }, legend: { bottom: 0 }, series: [{ type: "pie", radius: ["45%", "72%"], center: ["50%", "44%"], data, label: { show: false } }] };
  }
  const drawn = series.map((one) => ({ type: kind, name: one.name, data: one.values, barMaxWidth: 36, smooth: false, symbolSize: 6, itemStyle: { borderRadius: kind === "bar" ? [3, 3, 0, 0] : 0 } }));
  const ends = series.map((one, n) => (one.low ? intervals(one, n) : null)).filter(Boolean);
  return {
    ...common,
    tooltip: { ...common.tooltip, trigger: "axis" },
    legend: series.length > 1 ? { top: 0, right: 0, itemWidth: 14 } : undefined,
    grid: { left: 8, right: 12, top: series.length > 1 ? 34 : 14, bottom: 4, containLabel: true },
    xAxis: { type: "category", data: labels, axisTick: { show: false }, axisLine: { lineStyle: { color: "#c5d0d4" } }, axisLabel: { color: "#51616a" } },
    yAxis: { type: "value", splitLine: { lineStyle: { color: "#eef0f1" } }, axisLabel: { color: "#51616a", formatter: (value) => value.toLocaleString() } },
    series: [...drawn, ...ends],
  };
}

async function drawCharts(root) {
  const boxes = [...root.querySelectorAll("[data-chart]:not([data-drawn])")];
  if (!boxes.length) return;
  const echarts = await loadLibrary();
  for (const box of boxes) {
    box.dataset.drawn = "yes";
    const data = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    const chart = echarts.init(box, null, { renderer: "svg" });
    chart.setOption(optionsOf(data));
    new ResizeObserver(() => chart.resize()).observe(box);
  }
}

function prepare(root) {
  drawCharts(root);
  keepSwitches(root);
  root.querySelectorAll("form[data-bulk-form]").forEach(countPicked);
  root.querySelectorAll("[data-scroll-to-current] [aria-current]").forEach((tab) => tab.scrollIntoView({ block: "nearest", inline: "center" }));
}
prepare(document);
document.body.addEventListener("htmx:load", (event) => prepare(event.detail.elt.parentElement ?? document));
