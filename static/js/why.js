// The popover behind a figure's question mark: the formula with its numbers. Escape and a click outside close
// it (the browser's popover does both). The text stands in a <template> beside the button, or comes from the
// server's one implementation by data-why-url.

let latest; // the opening that may fill the popover

export function startWhy() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-why]");
    if (button) open(button);
    const close = event.target.closest("[data-popover-close]");
    if (close) close.closest("[popover]").hidePopover();
  });
}

// Shown at once, filled when the text is there: so Escape closes it while it loads, too.
async function open(button) {
  const popover = document.getElementById("why");
  if (popover.matches(":popover-open")) popover.hidePopover();
  popover.replaceChildren(Object.assign(document.createElement("p"), { textContent: "Loading …" }));
  popover.showPopover({ source: button });
  place(popover, button);
  popover.addEventListener("toggle", (event) => event.newState === "closed" && button.focus(), { once: true });
  const filling = (latest = Symbol());
  const found = await content(button);
  if (filling !== latest || !popover.matches(":popover-open")) return;
  popover.replaceChildren(found);
  place(popover, button);
  popover.querySelector("[data-popover-close]")?.focus();
}

async function content(button) {
  const url = button.dataset.why;
  if (url.startsWith("#")) return document.querySelector(url).content.cloneNode(true);
  // Leaving the page or losing the network ends a fetch with an error of its own.
  const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
  const holder = document.createElement("template");
  holder.innerHTML = answer?.ok ? await answer.text() : "<p>The explanation could not be loaded. Try again.</p>";
  return holder.content;
}

function place(popover, button) {
  const anchor = button.getBoundingClientRect();
  const width = popover.offsetWidth;
  const left = Math.min(Math.max(12, anchor.left - 24), document.documentElement.clientWidth - width - 12);
  popover.style.left = `${left + scrollX}px`;
  popover.style.top = `${anchor.bottom + 8 + scrollY}px`;
}
