// Choosing what to compare: a searchable list over all attributes with a sentence about each. The select below stays what
// is sent; without this it is what people see.

const pattern = document.getElementById("segment-picker");
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
// Other spellings of Latin letters come to the ones the words are kept in.
const SPELT = [[/sy([auo])/g, "sh$1"], [/ty([auo])/g, "ch$1"], [/z?j?y([auo])/g, (all, vowel) => (all.length > 2 || all[0] === "z" || all[0] === "j" ? `j${vowel}` : all)], [/si/g, "shi"], [/ti/g, "chi"], [/tu/g, "tsu"], [/hu/g, "fu"], [/zi/g, "ji"]];
const latin = (text) => SPELT.reduce((word, [from, to]) => word.replace(from, to), text);
let open = null;

function dress(select) {
  if (select.picker || !pattern) return;
  const button = document.createElement("button");
  button.type = "button";
  button.id = `${select.id}-pick`;
  button.className = "form-select segment-attribute segment-picked";
  button.textContent = select.selectedOptions[0]?.text ?? "";
  button.classList.toggle("is-empty", !select.value);
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-label", `${select.getAttribute("aria-label")}: ${button.textContent}`);
  select.picker = button;
  select.hidden = true;
  select.before(button);
  button.addEventListener("click", () => (open?.select === select ? close() : show(select)));
  button.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || event.key === " ") return;
    event.preventDefault();
    show(select, event.key);
  });
}

function show(select, start = "") {
  close();
  const box = pattern.content.firstElementChild.cloneNode(true);
  const input = box.querySelector("input");
  const items = [...box.querySelectorAll("[role=option]")];
  const groups = [...box.querySelectorAll(".segment-picker-group")];
  items.forEach((item) => { item.plain = plain(`${item.textContent} ${item.dataset.words}`); item.name = plain(item.querySelector("strong").textContent); });
  const visible = () => items.filter((item) => !item.hidden);
  let current = null;
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
    items.forEach((item) => { item.hidden = !words.every((word) => item.plain.includes(word) || item.plain.includes(latin(word))); });
    groups.forEach((group) => {
      let next = group.nextElementSibling;
      while (next?.hidden) next = next.nextElementSibling;
      group.hidden = !next || next.classList.contains("segment-picker-group");
    });
    box.querySelector(".segment-picker-none").hidden = visible().length > 0;
    const chosen = items.find((item) => item.dataset.key === select.value);
    const byName = words.length ? visible().find((item) => item.name.startsWith(words[0])) : null;
    mark(words.length ? byName ?? visible()[0] : chosen ?? visible()[0]);
  };
  const choose = (item) => {
    if (!item) return;
    const key = item.dataset.key;
    close();
    select.picker.focus();
    if (key === select.value) return;
    if (![...select.options].some((option) => option.value === key)) select.add(new Option(item.querySelector("strong").textContent, key));
    select.value = key;
    select.picker.textContent = item.querySelector("strong").textContent;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  input.addEventListener("input", (event) => { event.stopPropagation(); narrow(); });
  input.addEventListener("change", (event) => event.stopPropagation());
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.isComposing || event.keyCode === 229) return; // Enter that ends a conversion chooses nothing
    const shown = visible();
    const at = shown.indexOf(current);
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8 };
    if (event.key in moves) mark(shown[Math.max(0, Math.min(moves[event.key], shown.length - 1))]);
    else if (event.key === "Enter") choose(current);
    else if (event.key === "Escape" || event.key === "Tab") { close(); select.picker.focus(); if (event.key === "Tab") return; }
    else return;
    event.preventDefault();
  });
  box.addEventListener("mousedown", (event) => {
    const item = event.target.closest("[role=option]");
    if (item || event.target.closest("[data-close]")) event.preventDefault();
    if (event.target.closest("[data-close]")) { close(); select.picker.focus(); }
    else if (item && !matchMedia("(pointer: coarse)").matches) choose(item);
  });
  box.addEventListener("click", (event) => { if (matchMedia("(pointer: coarse)").matches) choose(event.target.closest("[role=option]")); });
  select.parentElement.append(box);
  open = { box, select };
  input.value = start;
  narrow();
  input.focus();
}

function close() {
  open?.box.remove();
  open = null;
}

document.addEventListener("mousedown", (event) => { if (open && !open.box.contains(event.target) && event.target !== open.select.picker) close(); });
document.addEventListener("segment:tree", () => document.querySelectorAll("select[data-picker]").forEach(dress));
document.querySelectorAll("select[data-picker]").forEach(dress);
