// The popover behind a figure's question mark: the formula with its numbers. Escape and a click outside close
// it (the browser's popover does both). The text stands in a <template> beside the button, or comes from the
// server's one implementation by data-why-url.

export function startWhy() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-why]");
    if (button) open(button);
    const close = event.target.closest("[data-popover-close]");
    if (close) close.closest("[popover]").hidePopover();
  });
}

async function open(button) {
  const popover = document.getElementById("why");
  popover.replaceChildren(await content(button));
  popover.showPopover({ source: button });
  place(popover, button);
  popover.addEventListener("toggle", (event) => event.newState === "closed" && button.focus(), { once: true });
  popover.querySelector("[data-popover-close]")?.focus();
}

async function content(button) {
  const url = button.dataset.why;
  if (url.startsWith("#")) return document.querySelector(url).content.cloneNode(true);
  const answer = await fetch(url, { headers: { "HX-Request": "true" } });
  const holder = document.createElement("template");
  holder.innerHTML = answer.ok ? await answer.text() : "<p>The explanation could not be loaded. Try again.</p>";
  return holder.content;
}

function place(popover, button) {
  const anchor = button.getBoundingClientRect();
  const width = popover.offsetWidth;
  const left = Math.min(Math.max(12, anchor.left - 24), document.documentElement.clientWidth - width - 12);
  popover.style.left = `${left + scrollX}px`;
  popover.style.top = `${anchor.bottom + 8 + scrollY}px`;
}
