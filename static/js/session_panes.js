// The panes of the session page: which curves there are, in what units, and between what bounds each is drawn.
import { extent, robustExtent, roundSplits } from "./charts.js";
import { duration, heightUnit, inHeightUnit, inShortUnit, number, pace, paceSeconds, shortUnit, units } from "./format.js";
import { smoothed } from "./streams.js";
import { gettext, interpolate } from "./words.js";

const PACE_STEPS_S = [5, 10, 30, 60, 120, 300];
const VALUE_STEPS = [5, 10, 20, 50, 100, 200, 500, 1000, 2000];
const TIME_STEPS = [5, 10, 30, 60, 300, 600, 900, 1800, 3600, 7200];
const DISTANCE_STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20];
// Flat-equivalent pace also has the noise of the altitude, so it is smoothed over longer.
const SMOOTHING_S = { speed_mps: 16, graded_speed_mps: 30 };
const same = (value) => value;

const PANES = [
  { key: "pace", title: gettext("Pace"), token: "pace", column: "speed_mps", height: 150, second: "graded_speed_mps", read: paceSeconds },
  { key: "heart_rate", title: gettext("Heart rate"), token: "heart-rate", column: "heart_rate_bpm", unit: () => gettext("bpm"), height: 96 },
  { key: "elevation", title: gettext("Elevation"), token: "elevation", column: "altitude_m", unit: heightUnit, read: inHeightUnit, height: 76, fillOpacity: 0.2, isWhole: true },
  { key: "cadence", title: gettext("Cadence"), token: "cadence", column: "cadence_spm", unit: () => gettext("spm"), height: 72 },
  { key: "power", title: gettext("Power"), token: "power", column: "power_w", unit: () => "W", height: 76 },
  { key: "w_prime", title: gettext("W′ left"), token: "w-prime", column: "w_prime_balance_m", unit: shortUnit, read: inShortUnit, height: 76, fillOpacity: 0.15, isOff: true, isWhole: true },
];

/** The panes that a recording has something for. A sensor that only ever says nothing, or zero, has no curve. */
export function panesOf(columns) {
  return PANES.filter(({ key, column, read = same }) => {
    const isMeasured = key === "elevation" ? (value) => value !== null : (value) => value > 0;
    return Boolean(columns[column]?.map(read).some(isMeasured));
  });
}

/** The columns as they are drawn. */
export function drawnColumns(columns) {
  const drawn = { ...columns };
  for (const [name, seconds] of Object.entries(SMOOTHING_S)) if (columns[name]) drawn[name] = smoothed(columns, name, seconds);
  return drawn;
}

/** The element of a pane, its title with the value under the cursor. */
export function paneElement({ title, token }) {
  const element = document.createElement("div");
  element.className = "chart-pane";
  const heading = document.createElement("div");
  heading.className = "pane-title";
  const swatch = Object.assign(document.createElement("span"), { className: `swatch swatch-line swatch-${token}` });
  const value = document.createElement("b");
  value.dataset.value = "";
  heading.append(swatch, title, value);
  const chart = document.createElement("div");
  chart.className = "chart";
  chart.setAttribute("role", "group");
  chart.setAttribute("aria-label", interpolate(gettext("%(curve)s over the run. Arrow keys move the cursor, plus and minus zoom, 0 shows the whole run."), { curve: title }));
  element.append(heading, chart);
  return element;
}

/** The curves of a pane: how they look and their values. */
export function paneLines(pane, columns, axis, showsGraded) {
  const read = pane.read ?? same;
  const pick = (column) => axis.rows.map((row) => (row === null ? null : read(columns[column][row])));
  const first = { token: pane.token, values: pick(pane.column), fillOpacity: pane.fillOpacity };
  if (!pane.second || !showsGraded || !columns[pane.second]) return [first];
  return [first, { token: pane.token, width: 1, dash: [2, 2], values: pick(pane.second) }];
}

/** A pane's value in a row, as people read it. */
export function paneValue({ key, column, unit, read = same }, columns, row) {
  const value = columns[column]?.[row] ?? null;
  if (key === "pace") return pace(value);
  return value === null ? "–" : `${number(read(value))} ${unit()}`;
}

/** The axis along the run; `shown()` is the stretch in sight. */
export function xOptions(shown, isByTime, isShown) {
  return {
    isShown,
    range: () => shown(),
    splits: () => roundSplits(...shown(), isByTime ? TIME_STEPS : DISTANCE_STEPS, innerWidth < 760 ? 4 : 9),
    values: (u, found) => found.map((value, index) => xWord(value, found, index === found.length - 1, isByTime)),
  };
}

/** The axis of a pane's values; `values()` are those in sight. Fast is up. */
export function yOptions(pane, values) {
  const bounds = () => (pane.key === "pace" ? paceBounds(values()) : valueBounds(pane, values()));
  const isPace = pane.key === "pace";
  return {
    inverted: isPace,
    range: () => bounds(),
    splits: (u, axis, low, high) => roundSplits(low, high, isPace ? PACE_STEPS_S : VALUE_STEPS, isPace ? 6 : 4),
    values: (u, found) => found.map((value) => (isPace ? duration(value) : number(value))),
  };
}

function xWord(value, found, isLast, isByTime) {
  if (isByTime) return duration(value);
  const isFine = found.length > 1 && found[1] - found[0] < 0.1;
  const text = String(Math.round(value * 100) / 100);
  return isLast ? `${isFine ? value.toFixed(2) : text} ${units()}` : text;
}

function valueBounds(pane, values) {
  const [low, high] = pane.isWhole ? extent(values) : robustExtent(values, { reach: 3, least: 0.1 });
  const room = Math.max(4, (high - low) * 0.12);
  return [low - room, high + room];
}

function paceBounds(values) {
  const [fast, slow] = robustExtent(values);
  const step = PACE_STEPS_S.find((candidate) => (slow - fast) / candidate <= 5) ?? 300;
  return [Math.floor(fast / step) * step - step * 0.4, Math.ceil(slow / step) * step];
}
