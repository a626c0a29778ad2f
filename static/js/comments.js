// A thread: what others write, change or delete appears in its list as it happens. Forms swap the card by HTMX.
import { onComment } from "./events.js";

export function mount(card) {
  const stop = onComment(({ thread }) => {
    if (!card.isConnected) return stop();
    if (thread === card.dataset.thread) refresh(card);
  });
}

// While a person changes a comment, the list stays; it is brought up to date afterwards.
function refresh(card) {
  const list = card.querySelector("[data-comment-list]");
  const open = list.querySelector("details[open]");
  if (open) return open.addEventListener("toggle", () => refresh(card), { once: true });
  const place = { source: list, target: list, select: "[data-comment-list]", swap: "outerHTML" };
  return htmx.ajax("GET", card.dataset.threadUrl, place).catch(() => null);
}
