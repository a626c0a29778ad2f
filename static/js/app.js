// The one script of every page. A part of the page names its module by data-module="name"; that module is
// loaded when it is needed and gets the element, which is marked data-ready once all is drawn.
import { startDrawers } from "./drawer.js";
import { startEvents } from "./events.js";
import { startShortcuts } from "./shortcuts.js";
import { startTabs } from "./tabs.js";
import { showWaitingToasts } from "./toast.js";
import { startWhy } from "./why.js";

const MODULE_NAME = /^[a-z_]+$/;

function mountModules(root) {
  const waiting = "[data-module]:not([data-mounted])";
  const own = root.matches?.(waiting) ? [root] : [];
  for (const element of [...own, ...root.querySelectorAll(waiting)]) {
    element.dataset.mounted = "true";
    const name = element.dataset.module;
    if (!MODULE_NAME.test(name)) throw new Error(`Not a module name: ${name}`);
    import(`./${name}.js`)
      .then((module) => module.mount(element))
      .then(() => (element.dataset.ready = "true"));
  }
}

startTabs(document);
startDrawers();
startShortcuts();
startWhy();
startEvents();
showWaitingToasts();
mountModules(document);
document.addEventListener("htmx:load", (event) => {
  startTabs(event.detail.elt);
  mountModules(event.detail.elt);
});
