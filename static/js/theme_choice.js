// The theme switch in the settings: system, light or dark, kept in this browser.

export function mount(element) {
  const chosen = document.documentElement.dataset.theme ?? "system";
  for (const input of element.querySelectorAll("input[name=theme]")) {
    input.checked = input.value === chosen;
    input.addEventListener("change", () => choose(input.value));
  }
}

function choose(theme) {
  if (theme === "system") {
    localStorage.removeItem("runlab-theme");
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem("runlab-theme", theme);
    document.documentElement.dataset.theme = theme;
  }
}
