// The popover behind a figure's question mark: the formula with its numbers. Escape and a click outside close
// it (the browser's popover does both). The text stands in a <template> beside the button, or comes from the
// server, whose address is in data-why.
import { gettext } from "./words.js";

let opened; // the button whose explanation is shown

export function startWhy() {
  // An answer that came late, for another button than the one whose explanation is shown, is left out.
  document.getElementById("why")?.addEventListener("htmx:beforeSwap", (event) => {
    if (opened && event.detail.pathInfo.requestPath !== opened.dataset.why) event.detail.shouldSwap = false;
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-why]");
    if (button) open(button);
    const close = event.target.closest("[data-popover-close]");
    close?.closest("[popover]")?.hidePopover();
  });
}

// Shown at once, filled when the text is there: so Escape closes it while it loads, too.
async function open(button) {
  opened = button;
  const popover = document.getElementById("why");
  if (popover.matches(":popover-open")) popover.hidePopover();
  const waiting = Object.assign(document.createElement("p"), { textContent: gettext("Loading …") });
  popover.replaceChildren(waiting);
  popover.showPopover({ source: button });
  place(popover, button);
  popover.addEventListener("toggle", (event) => event.newState === "closed" && button.focus(), { once: true });
  await fill(popover, button.dataset.why);
  if (opened !== button || !popover.matches(":popover-open")) return;
  if (waiting.isConnected) waiting.textContent = gettext("The explanation could not be loaded. Try again.");
  place(popover, button);
  popover.querySelector("[data-popover-close]")?.focus();
}

// HTMX brings the server's text; of what is asked for while one is on its way only the last is fetched (hx-sync in base.html).
async function fill(popover, url) {
  if (url.startsWith("#")) {
    popover.replaceChildren(document.querySelector(url).content.cloneNode(true));
  } else {
    await htmx.ajax("GET", url, { source: popover, target: popover }).catch(() => null);
  }
}

function place(popover, button) {
  const anchor = button.getBoundingClientRect();
  const width = popover.offsetWidth;
  const left = Math.min(Math.max(12, anchor.left - 24), document.documentElement.clientWidth - width - 12);
  popover.style.left = `${left + scrollX}px`;
  popover.style.top = `${anchor.bottom + 8 + scrollY}px`;
}
