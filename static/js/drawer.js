// Drawers and dialogs: <button data-opens="id"> opens the <dialog id>, its [data-close] and its backdrop shut it.
// A <dialog data-opened> (a form that came back with errors) stands open from the start.

export function startDrawers() {
  for (const dialog of document.querySelectorAll("dialog[data-opened]")) dialog.showModal();
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens).showModal();
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("dialog").close();
    if (event.target instanceof HTMLDialogElement && isOutside(event)) event.target.close();
  });
}

function isOutside({ target, clientX, clientY }) {
  const box = target.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
