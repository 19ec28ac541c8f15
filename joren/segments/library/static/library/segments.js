// A long list of choices gets a field that narrows it. Without this the list works as it is.
function findable(select) {
  if (select.dataset.ready || select.value) return;
  select.dataset.ready = "1";
  const field = document.createElement("input");
  field.type = "search";
  field.className = "form-control segment-find";
  field.placeholder = select.dataset.find;
  field.setAttribute("aria-label", select.dataset.find);
  field.autocomplete = "off";
  const around = document.createElement("span");
  around.className = "segment-choose";
  select.replaceWith(around);
  around.append(field, select);
  const all = [...select.querySelectorAll("optgroup")].map((group) => [group, [...group.children]]);
  field.addEventListener("input", () => {
    const wanted = field.value.normalize("NFKC").toLowerCase();
    let shown = 0;
    for (const [group, options] of all) {
      const fit = options.filter((option) => `${group.label} ${option.text}`.normalize("NFKC").toLowerCase().includes(wanted));
      group.replaceChildren(...fit);
      group.hidden = fit.length === 0;
      shown += fit.length;
    }
    select.size = wanted ? Math.min(Math.max(shown + 1, 2), 10) : 0;
  });
  field.addEventListener("change", (event) => event.stopPropagation());
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || (event.key !== "ArrowDown" && event.key !== "Enter")) return;
    event.preventDefault();
    const first = select.querySelector("optgroup:not([hidden]) option");
    if (!first) return;
    select.focus();
    select.value = first.value;
    if (event.key === "Enter") select.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function prepareSegments(root) {
  root.querySelectorAll("select[data-find]").forEach(findable);
}

document.body.addEventListener("htmx:load", (event) => prepareSegments(event.detail.elt.parentElement ?? document));
prepareSegments(document);
