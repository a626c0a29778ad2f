// The best mean over each duration: pace, heart rate and power, on a logarithmic axis of time.
import { drawChart, extent, moveByKeys, roundSplits } from "./charts.js";
import { duration, number, paceSeconds } from "./format.js";
import { gettext, interpolate } from "./words.js";

const HEIGHT = 130;
const MARKS_S = [1, 5, 15, 60, 300, 1200, 3600, 10800, 36000];
const PACE_STEPS_S = [5, 10, 15, 30, 60, 120, 300];
const VALUE_STEPS = [5, 10, 20, 50, 100, 200];
const PANES = [
  { key: "speed", title: gettext("Pace"), token: "pace", swatch: "pace", read: paceSeconds, write: duration, steps: PACE_STEPS_S, inverted: true },
  { key: "heart_rate", title: gettext("Heart rate"), token: "heart-rate", swatch: "heart-rate", read: (value) => value, write: (value) => `${number(value)} bpm`, steps: VALUE_STEPS },
  { key: "power", title: gettext("Power"), token: "power", swatch: "power", read: (value) => value, write: (value) => `${number(value)} W`, steps: VALUE_STEPS },
];

export function mount(root) {
  const curves = JSON.parse(document.getElementById(root.dataset.curves).textContent);
  const holder = root.querySelector("[data-charts]");
  for (const pane of PANES) if (curves[pane.key]) drawPane(holder, pane, curves[pane.key]);
}

function drawPane(holder, pane, { seconds, values }) {
  const element = document.createElement("div");
  element.className = "chart-pane";
  const heading = Object.assign(document.createElement("div"), { className: "pane-title" });
  const swatch = Object.assign(document.createElement("span"), { className: `swatch swatch-line swatch-${pane.swatch}` });
  const said = document.createElement("b");
  heading.append(swatch, pane.title, said);
  const host = Object.assign(document.createElement("div"), { className: "chart" });
  host.setAttribute("role", "group");
  host.setAttribute("aria-label", interpolate(gettext("%(curve)s: the best mean over each duration. Arrow keys move the cursor."), { curve: pane.title }));
  element.append(heading, host);
  holder.append(element);
  const shown = values.map(pane.read);
  const describe = (index) => `${duration(seconds[index])}: ${pane.write(shown[index])}`;
  const u = drawChart(host, {
    data: [seconds.map(Math.log10), shown],
    height: HEIGHT,
    padding: [24, 10, 0, 0],
    series: [{ token: pane.token }],
    syncKey: "curves",
    x: timeAxis(seconds),
    y: valueAxis(pane, shown),
    onCursor: (index) => (said.textContent = index === null || index === undefined ? "" : describe(index)),
  });
  moveByKeys(host, u, describe);
}

function timeAxis(seconds) {
  const [first, last] = [seconds[0], seconds.at(-1)];
  const marks = MARKS_S.filter((mark) => mark >= first && mark <= last);
  return {
    range: [Math.log10(first), Math.log10(Math.max(last, first + 1))],
    splits: () => marks.map(Math.log10),
    values: (u, found) => found.map((value) => duration(Math.round(10 ** value))),
  };
}

function valueAxis({ steps, inverted, write }, values) {
  const [low, high] = extent(values);
  const room = Math.max(2, (high - low) * 0.08);
  return {
    inverted,
    range: [low - room, high + room],
    splits: () => roundSplits(low - room, high + room, steps, 4),
    values: (u, found) => found.map((value) => write(value).split(" ")[0]),
  };
}
