// One of several parts of a page at a time: the pressed button names the part it shows by data-shows.
export function mount(root) {
  const buttons = [...root.querySelectorAll("[data-shows]")];
  for (const button of buttons) {
    button.addEventListener("click", () => {
      for (const other of buttons) {
        other.setAttribute("aria-pressed", String(other === button));
        document.getElementById(other.dataset.shows).hidden = other !== button;
      }
    });
  }
}
