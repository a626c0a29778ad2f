// Tabs by the ARIA pattern: arrows move, Home and End jump, the panel follows the focus.

export function startTabs(root) {
  for (const list of root.querySelectorAll("[role=tablist]:not([data-started])")) {
    list.dataset.started = "true";
    const tabs = [...list.querySelectorAll("[role=tab]")];
    list.addEventListener("click", (event) => {
      const tab = event.target.closest("[role=tab]");
      if (tab) select(tabs, tab);
    });
    list.addEventListener("keydown", (event) => moveByKey(event, tabs));
  }
}

function moveByKey(event, tabs) {
  const at = tabs.indexOf(document.activeElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  const tab = tabs[(to + tabs.length) % tabs.length];
  select(tabs, tab);
  tab.focus();
}

function select(tabs, chosen) {
  for (const tab of tabs) {
    const isChosen = tab === chosen;
    tab.setAttribute("aria-selected", String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
    document.getElementById(tab.getAttribute("aria-controls")).hidden = !isChosen;
  }
}
