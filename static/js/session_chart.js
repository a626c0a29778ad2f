// The session page: map and stacked streams with one cursor, a stretch chosen by dragging, its figures beside.
import { cursorAt, drawChart, extent, moveByKeys, roundSplits, tableBehind } from "./charts.js";
import { distance, duration, metresPerUnit, number, pace, paceSeconds, units } from "./format.js";
import { fetchStreams } from "./fetch_streams.js";
import { openMap } from "./map.js";
import { onDistanceAxis, onTimeAxis, smoothed, stretchFigures, withPauses } from "./streams.js";

const SYNC = "session";
const MAX_POINTS = 4000;
const TABLE_ROWS = 120;
const PACE_STEPS_S = [10, 30, 60, 120, 300];
const OUTLIERS = 0.02;
const SMOOTHED = ["speed_mps", "graded_speed_mps"];

const PANES = [
  { key: "pace", title: "Pace", token: "pace", column: "speed_mps", height: 150, second: "graded_speed_mps" },
  { key: "heart_rate", title: "Heart rate", token: "heart-rate", column: "heart_rate_bpm", unit: "bpm", height: 96 },
  { key: "elevation", title: "Elevation", token: "elevation", column: "altitude_m", unit: "m", height: 76, fillOpacity: 0.2 },
  { key: "cadence", title: "Cadence", token: "cadence", column: "cadence_spm", unit: "spm", height: 72 },
  { key: "power", title: "Power", token: "build", column: "power_w", unit: "W", height: 76 },
  { key: "w_prime", title: "W′ left", token: "w-prime", column: "w_prime_balance_m", unit: "m", height: 76, fillOpacity: 0.15, isOff: true },
];

export async function mount(root) {
  const answer = await fetchStreams(`${root.dataset.streamsUrl}?max_points=${MAX_POINTS}`);
  if (!answer.ok) return sayThatItFailed(root);
  const columns = withPauses((await answer.json()).columns);
  const view = new SessionView(root, columns);
  view.draw();
}

function sayThatItFailed(root) {
  const note = root.querySelector("[data-charts]");
  note.className = "note-line note-bad";
  note.textContent = "The recording could not be loaded. Reload the page to try again.";
}

class SessionView {
  constructor(root, columns) {
    this.root = root;
    this.columns = columns;
    this.isByTime = !hasDistance(columns);
    this.drawn = { ...columns };
    for (const name of SMOOTHED) if (columns[name]) this.drawn[name] = smoothed(columns, name);
    this.panes = PANES.filter((pane) => hasCurve(pane, columns));
    this.shown = new Set(this.panes.filter((pane) => !pane.isOff).map(({ key }) => key));
    this.showsGraded = Boolean(columns.graded_speed_mps);
    this.charts = [];
    this.map = openMap(root.querySelector("[data-map]"), columns, (index) => this.cursorFromMap(index));
    this.wireControls();
    for (const button of document.querySelectorAll("[data-seek-s]")) {
      button.addEventListener("click", () => this.seek(Number(button.dataset.seekS)));
    }
  }

  // Puts the cursor on a moment, in every pane and on the map.
  seek(seconds) {
    const row = this.columns.time_s.findIndex((time) => time >= seconds);
    const index = this.axis.rows.indexOf(row);
    if (index < 0 || !this.charts.length) return;
    this.root.scrollIntoView({ block: "start" });
    for (const { u } of this.charts) {
      u.setCursor({ left: u.valToPos(u.data[0][index], "x"), top: u.over.clientHeight / 2 }, true, false);
    }
    this.map?.showCursor(row);
  }

  draw() {
    for (const { u } of this.charts) u.destroy();
    const holder = this.root.querySelector("[data-charts]");
    holder.replaceChildren();
    this.axis = this.isByTime ? onTimeAxis(this.columns) : onDistanceAxis(this.columns, metresPerUnit());
    const shown = this.panes.filter(({ key }) => this.shown.has(key));
    this.charts = shown.map((pane, index) => this.drawPane(holder, pane, index === shown.length - 1));
  }

  drawPane(holder, pane, isLast) {
    const element = paneElement(pane);
    holder.append(element);
    const host = element.querySelector(".chart");
    const lines = paneLines(pane, this.drawn, this.axis, this.showsGraded);
    const u = drawChart(host, {
      data: [this.axis.x, ...lines.map(({ values }) => values)],
      height: pane.height + (isLast ? 22 : 0),
      series: lines,
      syncKey: SYNC,
      x: xOptions(this.axis, this.isByTime, isLast),
      y: yOptions(pane, lines),
      onCursor: (index) => this.showCursor(element, pane, index),
      onSelect: (range) => this.select(range),
    });
    u.over.addEventListener("dblclick", () => this.clearSelection());
    moveByKeys(host, u, (index) => this.describe(index));
    return { u, pane };
  }

  showCursor(element, pane, index) {
    const row = index === null || index === undefined ? null : this.axis.rows[index];
    element.querySelector("[data-value]").textContent = row === null ? "" : paneValue(pane, this.drawn, row);
    this.map?.showCursor(row);
  }

  cursorFromMap(row) {
    const index = this.axis.rows.indexOf(row);
    if (index >= 0 && this.charts.length) cursorAt(this.charts[0].u, index);
  }

  describe(index) {
    const row = this.axis.rows[index];
    const values = this.panes.filter(({ key }) => this.shown.has(key));
    const place = this.isByTime ? duration(this.columns.time_s[row]) : distance(this.columns.distance_m[row]);
    return [place, ...values.map((pane) => `${pane.title} ${paneValue(pane, this.drawn, row)}`)].join(", ");
  }

  // Every pane of the sync group reports the same stretch: the figures are shown once for it.
  select(range) {
    if (!range || String(range) === String(this.range)) return;
    this.range = range;
    const rows = rowsBetween(this.axis, range);
    if (rows.length < 2) return;
    this.map?.showStretch(rows[0], rows.at(-1));
    showStretch(this.root, stretchFigures(this.columns, rows[0], rows.at(-1)));
    nameStretch(this.root, this.columns.time_s[rows[0]], this.columns.time_s[rows.at(-1)]);
  }

  clearSelection() {
    this.range = null;
    for (const { u } of this.charts) u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.map?.showStretch(null);
    this.root.querySelector("[data-selection]").hidden = true;
  }

  wireControls() {
    this.root.querySelector("[data-selection-close]").addEventListener("click", () => this.clearSelection());
    for (const chip of this.root.querySelectorAll("[data-pane]")) this.wireChip(chip);
    for (const button of this.root.querySelectorAll("[data-axis]")) this.wireAxis(button);
    tableBehind(this.root.querySelector("[data-table-button]"), this.root.querySelector("[data-table]"), {
      caption: "The recording in steps",
      headings: ["Time", "Distance", ...this.panes.map(({ title, unit }) => (unit ? `${title} (${unit})` : title))],
      rows: () => this.tableRows(),
    });
  }

  wireChip(chip) {
    const { pane: key } = chip.dataset;
    const isThere = key === "graded" ? this.showsGraded : this.panes.some((pane) => pane.key === key);
    chip.hidden = !isThere;
    chip.addEventListener("click", () => {
      const isOn = chip.getAttribute("aria-pressed") !== "true";
      chip.setAttribute("aria-pressed", String(isOn));
      if (key === "graded") this.showsGraded = isOn;
      else if (isOn) this.shown.add(key);
      else this.shown.delete(key);
      this.clearSelection();
      this.draw();
    });
  }

  wireAxis(button) {
    const isTime = button.dataset.axis === "time";
    button.setAttribute("aria-pressed", String(isTime === this.isByTime));
    button.disabled = !isTime && !hasDistance(this.columns);
    button.addEventListener("click", () => {
      this.isByTime = isTime;
      for (const other of this.root.querySelectorAll("[data-axis]")) other.setAttribute("aria-pressed", String(other === button));
      this.clearSelection();
      this.draw();
    });
  }

  tableRows() {
    const count = this.columns.time_s.length;
    const step = Math.max(1, Math.ceil(count / TABLE_ROWS));
    const rows = Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
    const bare = (pane, row) => paneValue(pane, this.drawn, row).replace(` ${pane.unit}`, "");
    return rows.map((row) => [
      duration(this.columns.time_s[row]),
      distance(this.columns.distance_m?.[row]),
      ...this.panes.map((pane) => bare(pane, row)),
    ]);
  }
}

// A sensor that only ever says nothing, or zero steps and zero watts, has no curve.
function hasCurve({ key, column }, columns) {
  const read = key === "pace" ? paceSeconds : (value) => value;
  const isMeasured = key === "elevation" ? (value) => value !== null : (value) => value > 0;
  return Boolean(columns[column]?.map(read).some(isMeasured));
}

function hasDistance(columns) {
  return Boolean(columns.distance_m?.some((metres) => metres > 0));
}

function paneElement({ title, token }) {
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
  chart.setAttribute("aria-label", `${title} over the run. Arrow keys move the cursor.`);
  element.append(heading, chart);
  return element;
}

function paneLines(pane, columns, axis, showsGraded) {
  const read = pane.key === "pace" ? paceSeconds : (value) => value;
  const pick = (column) => axis.rows.map((row) => (row === null ? null : read(columns[column][row])));
  const first = { token: pane.token, values: pick(pane.column), fillOpacity: pane.fillOpacity };
  if (!pane.second || !showsGraded || !columns[pane.second]) return [first];
  return [first, { token: pane.token, width: 1, dash: [2, 2], values: pick(pane.second) }];
}

function paneValue(pane, columns, row) {
  const value = columns[pane.column]?.[row] ?? null;
  if (pane.key !== "pace") return value === null ? "–" : `${number(value)} ${pane.unit}`;
  return pace(value);
}

function xOptions(axis, isByTime, isShown) {
  const last = axis.x.at(-1);
  const first = axis.x[0] < last / 50 ? 0 : axis.x[0];
  const steps = isByTime ? [60, 300, 600, 900, 1800, 3600, 7200] : [0.1, 0.2, 0.5, 1, 2, 5, 10, 20];
  return {
    isShown,
    range: [first, last],
    splits: () => roundSplits(first, last, steps, innerWidth < 760 ? 4 : 9),
    values: (u, found) => found.map((value, index) => xWord(value, index === found.length - 1, isByTime)),
  };
}

function xWord(value, isLast, isByTime) {
  if (isByTime) return duration(value);
  const text = String(Math.round(value * 10) / 10);
  return isLast ? `${text} ${units()}` : text;
}

function yOptions(pane, lines) {
  const all = lines.flatMap(({ values }) => values);
  if (pane.key === "pace") return paceAxis(all);
  const [low, high] = extent(all, pane.key === "cadence" ? OUTLIERS : 0);
  const room = Math.max(4, (high - low) * 0.12);
  return {
    range: [low - room, high + room],
    splits: () => roundSplits(low - room, high + room, [5, 10, 20, 50, 100, 200, 500], 4),
    values: (u, found) => found.map((value) => number(value)),
  };
}

// Fast is up; the slowest and fastest few per cent (a stop, a GPS jump) run out of the picture.
function paceAxis(values) {
  const [fast, slow] = extent(values, OUTLIERS);
  const step = PACE_STEPS_S.find((candidate) => (slow - fast) / candidate <= 5) ?? 300;
  const range = [Math.floor(fast / step) * step - step * 0.4, Math.ceil(slow / step) * step];
  return {
    inverted: true,
    range,
    splits: () => roundSplits(range[0], range[1], [step], Infinity),
    values: (u, found) => found.map((value) => duration(value)),
  };
}

function rowsBetween(axis, [from, to]) {
  return axis.rows.filter((row, index) => row !== null && axis.x[index] >= from && axis.x[index] <= to);
}

// What the buttons of the selection crop to or cut at.
function nameStretch(root, fromSeconds, toSeconds) {
  for (const input of root.querySelectorAll("[data-selection-from]")) input.value = fromSeconds;
  for (const input of root.querySelectorAll("[data-selection-to]")) input.value = toSeconds;
}

function showStretch(root, figures) {
  const card = root.querySelector("[data-selection]");
  card.hidden = false;
  card.querySelector("[data-selection-range]").textContent = `${figures.from} – ${figures.to}`;
  for (const [name, text] of Object.entries(figures.values)) {
    const cell = card.querySelector(`[data-figure="${name}"]`);
    cell.textContent = text;
    cell.parentElement.hidden = text === "–";
  }
}
