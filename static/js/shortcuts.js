// Keys: / goes to the search field; J and K walk the rows of a table marked data-rows, Enter opens the row.

export function startShortcuts() {
  document.addEventListener("keydown", (event) => {
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") focusSearch(event);
    if (event.key === "j" || event.key === "k") walkRows(event.key === "j" ? 1 : -1);
    if (event.key === "Enter") openRow(event);
  });
}

function isTyping(target) {
  return target.matches("input, textarea, select, [contenteditable]");
}

function focusSearch(event) {
  const field = document.querySelector("[data-search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
}

function walkRows(step) {
  const rows = [...document.querySelectorAll("[data-rows] tbody tr")];
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const next = at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step));
  rows[at]?.removeAttribute("aria-selected");
  rows[next].setAttribute("aria-selected", "true");
  rows[next].scrollIntoView({ block: "nearest" });
}

function openRow(event) {
  if (event.target !== document.body) return;
  document.querySelector("[data-rows] tr[aria-selected=true] a")?.click();
}
