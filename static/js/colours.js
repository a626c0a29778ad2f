// The tokens of tokens.css as colours a canvas understands, and a call when the theme changes.

const probe = document.createElement("span");
probe.hidden = true;
const known = new Map();
const watchers = new Set();

// "ctl" -> "rgb(19, 105, 203)"; an opacity under 1 gives fills.
export function colour(token, opacity = 1) {
  const key = `${token}/${opacity}`;
  if (!known.has(key)) known.set(key, resolve(token, opacity));
  return known.get(key);
}

export function onThemeChange(watcher) {
  watchers.add(watcher);
}

function resolve(token, opacity) {
  if (!probe.isConnected) document.body.append(probe);
  probe.style.color = `var(--${token})`;
  const solid = getComputedStyle(probe).color;
  return opacity === 1 ? solid : solid.replace("rgb(", "rgba(").replace(")", `, ${opacity})`);
}

function changed() {
  known.clear();
  for (const watcher of watchers) watcher();
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
new MutationObserver(changed).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
