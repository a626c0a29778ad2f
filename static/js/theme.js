// Loaded in the head before the first paint: the reader's own choice of theme, if there is one.
(() => {
  try {
    const chosen = localStorage.getItem("runlab-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage is switched off: the system's theme stands.
  }
})();
