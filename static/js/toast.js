// Toasts: one sentence, at most one action, six seconds (ten where something can be taken back), longer while the
// pointer or the focus is on it.

const SHOWN_MS = 6000;
const UNDO_MS = 10_000;

export function toast(text, action = null) {
  const element = document.createElement("div");
  element.className = "toast";
  element.append(Object.assign(document.createElement("span"), { textContent: text }));
  if (action) element.append(actionLink(action));
  tray().append(element);
  removeAfterAWhile(element);
  return element;
}

// Messages the server left for this page are rendered into the tray: they leave like any other.
export function showWaitingToasts() {
  for (const element of tray().querySelectorAll(".toast")) removeAfterAWhile(element);
}

function actionLink({ label, href, run }) {
  if (href) return Object.assign(document.createElement("a"), { textContent: label, href });
  const button = Object.assign(document.createElement("button"), { textContent: label, type: "button" });
  button.addEventListener("click", run);
  return button;
}

function removeAfterAWhile(element) {
  const shownMs = element.querySelector("[data-undo]") ? UNDO_MS : SHOWN_MS;
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => element.remove(), shownMs);
  };
  const hold = () => clearTimeout(timer);
  element.addEventListener("pointerenter", hold);
  element.addEventListener("focusin", hold);
  element.addEventListener("pointerleave", wait);
  element.addEventListener("focusout", wait);
  wait();
}

function tray() {
  return document.getElementById("toasts");
}
