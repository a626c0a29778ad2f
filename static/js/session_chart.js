// The session page: map and stacked streams with one cursor. A drag, the wheel or two fingers zoom; what is dragged
// over, or a lap that is pressed, is the stretch whose figures stand beside and which is marked on curves and map.
import { cursorAt, drawChart, fillStrip, moveByKeys, redrawChart, removeChart, tableBehind } from "./charts.js";
import { fetchStreams } from "./fetch_streams.js";
import { distance, duration, metresPerUnit } from "./format.js";
import { openMap } from "./map.js";
import { drawnColumns, paneElement, paneLines, panesOf, paneValue, xOptions, yOptions } from "./session_panes.js";
import { onDistanceAxis, onTimeAxis, stretchFigures, withPauses } from "./streams.js";
import { gettext } from "./words.js";

const SYNC = "session";
const MAX_POINTS = 4000;
const TABLE_ROWS = 120;
const STANDS_STILL_MS = 200;

export async function mount(root) {
  const columns = await fetchColumns(root.dataset.streamsUrl, {});
  if (!columns) return sayThatItFailed(root);
  const view = new SessionView(root, columns);
  view.draw();
}

// The rows of the recording, or of a stretch of it, at most MAX_POINTS; null when they cannot be had.
async function fetchColumns(url, stretch) {
  const query = new URLSearchParams({ max_points: MAX_POINTS, ...stretch });
  const answer = await fetchStreams(`${url}?${query}`).catch(() => null);
  return answer?.ok ? withPauses((await answer.json()).columns) : null;
}

function sayThatItFailed(root) {
  const note = root.querySelector("[data-charts]");
  note.className = "note-line note-bad";
  note.textContent = gettext("The recording could not be loaded. Reload the page to try again.");
}

class SessionView {
  constructor(root, columns) {
    this.root = root;
    this.whole = columns;
    this.isByTime = !hasDistance(columns);
    this.panes = panesOf(columns);
    this.shown = new Set(this.panes.filter((pane) => !pane.isOff).map(({ key }) => key));
    this.showsGraded = Boolean(columns.graded_speed_mps);
    this.charts = [];
    this.stretch = null;
    this.map = openMap(root.querySelector("[data-map]"), columns, (time) => this.moveCursor(this.rowAt(time)));
    this.use(columns);
    this.window = this.wholeWindow();
    this.wireControls();
  }

  // Takes the rows to be drawn: the whole run, thinned if it is long, or a stretch of it in full.
  use(columns) {
    this.columns = columns;
    this.drawn = drawnColumns(columns);
    this.axis = this.axisOf(columns);
  }

  axisOf(columns) {
    return this.isByTime ? onTimeAxis(columns) : onDistanceAxis(columns, metresPerUnit());
  }

  wholeWindow() {
    const { x } = this.axisOf(this.whole);
    const last = x.at(-1);
    return [x[0] < last / 50 ? 0 : x[0], last];
  }

  draw() {
    for (const { u } of this.charts) removeChart(u);
    const holder = this.root.querySelector("[data-charts]");
    holder.replaceChildren();
    const shown = this.panes.filter(({ key }) => this.shown.has(key));
    this.charts = [];
    shown.forEach((pane, index) => this.charts.push(this.drawPane(holder, pane, index === shown.length - 1)));
  }

  drawPane(holder, pane, isLast) {
    const element = paneElement(pane);
    holder.append(element);
    const host = element.querySelector(".chart");
    const chart = { pane, lines: paneLines(pane, this.drawn, this.axis, this.showsGraded) };
    chart.u = drawChart(host, {
      data: this.dataOf(chart),
      height: pane.height + (isLast ? 22 : 0),
      series: chart.lines,
      syncKey: SYNC,
      x: xOptions(() => this.window, this.isByTime, isLast),
      y: yOptions(pane, () => this.inSight(chart)),
      onCursor: (index) => this.showCursor(element, pane, index),
      onSelect: (range) => this.chooseDragged(range),
      layers: { below: (u) => this.markStretch(u) },
      zoom: { whole: () => this.wholeWindow(), shown: () => this.window, show: (range) => this.zoomTo(range) },
    });
    chart.u.over.addEventListener("dblclick", () => this.showWhole());
    moveByKeys(host, chart.u, (index) => this.describe(index));
    return chart;
  }

  dataOf({ lines }) {
    return [this.axis.x, ...lines.map(({ values }) => values)];
  }

  // The values that the bounds of an axis are made from: those between the window's ends.
  inSight({ lines }) {
    const [from, to] = this.window;
    return lines.flatMap(({ values }) => values.filter((_, index) => this.axis.x[index] >= from && this.axis.x[index] <= to));
  }

  zoomTo(range) {
    this.window = range;
    if (!this.covers(range)) this.use(this.whole);
    this.redraw();
    this.root.querySelector("[data-whole]").hidden = String(range) === String(this.wholeWindow());
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.fetchInFull(), STANDS_STILL_MS);
  }

  redraw() {
    for (const chart of this.charts) {
      chart.lines = paneLines(chart.pane, this.drawn, this.axis, this.showsGraded);
      redrawChart(chart.u, this.dataOf(chart), this.window);
    }
  }

  covers([from, to]) {
    return this.columns === this.whole || (from >= this.axis.x[0] && to <= this.axis.x.at(-1));
  }

  // Of a long recording the page has every so-manieth row; a stretch is fetched with all of its own, or as many as are drawn.
  async fetchInFull() {
    const range = this.window;
    if (this.whole.time_s.length < MAX_POINTS || String(range) === String(this.wholeWindow())) return;
    const [from, to] = this.timesBetween(this.whole, range);
    const margin = (to - from) / 4;
    const columns = await fetchColumns(this.root.dataset.streamsUrl, { from_s: Math.max(0, from - margin), to_s: to + margin });
    if (!columns || String(range) !== String(this.window)) return;
    this.use(columns);
    this.redraw();
    if (this.stretch) this.showFigures();
    this.root.dataset.rows = columns.time_s.length;
  }

  timesBetween(columns, [from, to]) {
    const axis = this.axisOf(columns);
    const rows = axis.rows.filter((row, index) => row !== null && axis.x[index] >= from && axis.x[index] <= to);
    return rows.length ? [columns.time_s[rows[0]], columns.time_s[rows.at(-1)]] : [0, columns.time_s.at(-1)];
  }

  showWhole() {
    this.clearStretch();
    this.zoomTo(this.wholeWindow());
  }

  // Every pane of the sync group reports the same drag: the first is taken.
  chooseDragged(range) {
    if (!range || this.isChoosing) return;
    this.isChoosing = true;
    queueMicrotask(() => {
      this.isChoosing = false;
      for (const { u } of this.charts) u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      this.choose(this.timesBetween(this.columns, range));
      this.zoomTo(range);
    });
  }

  // A stretch in seconds from the start: its figures, its place on curves and map.
  choose([from, to]) {
    this.stretch = [from, to];
    this.map?.showStretch(from, to);
    this.showFigures();
    for (const { u } of this.charts) u.redraw(false);
    for (const button of stretchButtons()) button.setAttribute("aria-pressed", String(isOf(button, this.stretch)));
  }

  showFigures() {
    const [from, to] = this.stretch;
    const covered = this.columns.time_s[0] <= from && this.columns.time_s.at(-1) >= to ? this.columns : this.whole;
    const [first, last] = [covered.time_s.findIndex((time) => time >= from), covered.time_s.findLastIndex((time) => time <= to)];
    if (last <= first) return;
    showStretch(this.root, stretchFigures(covered, [first, last], this.stretch));
    nameStretch(this.root, from, to);
  }

  clearStretch() {
    this.stretch = null;
    this.map?.showStretch(null);
    this.root.querySelector("[data-selection]").hidden = true;
    for (const button of stretchButtons()) button.setAttribute("aria-pressed", "false");
    for (const { u } of this.charts) u.redraw(false);
  }

  markStretch(u) {
    if (!this.stretch) return;
    const [first, last] = this.stretch.map((time) => this.axis.x[this.axis.rows.indexOf(this.rowAt(time))]);
    fillStrip(u, first ?? this.window[0], last ?? this.window[1], "ink-3", 0.16);
  }

  // The row at a moment, one that has a place on the axis.
  rowAt(time) {
    const times = this.columns.time_s;
    const found = this.axis.rows.findIndex((row) => row !== null && times[row] >= time);
    return found < 0 ? this.axis.rows.findLast((row) => row !== null) : this.axis.rows[found];
  }

  // Puts the cursor on a moment, in every pane and on the map.
  seek(seconds) {
    this.root.scrollIntoView({ block: "start" });
    this.moveCursor(this.rowAt(seconds));
  }

  moveCursor(row) {
    const index = this.axis.rows.indexOf(row);
    if (index >= 0 && this.charts.length) cursorAt(this.charts[0].u, index);
  }

  showCursor(element, pane, index) {
    const row = index === null || index === undefined ? null : this.axis.rows[index] ?? null;
    element.querySelector("[data-value]").textContent = row === null ? "" : paneValue(pane, this.drawn, row);
    this.map?.showCursor(row === null ? null : this.columns.time_s[row]);
  }

  describe(index) {
    const row = this.axis.rows[index];
    if (row === null) return gettext("Pause");
    const values = this.panes.filter(({ key }) => this.shown.has(key));
    const place = this.isByTime ? duration(this.columns.time_s[row]) : distance(this.columns.distance_m[row]);
    return [place, ...values.map((pane) => `${pane.title} ${paneValue(pane, this.drawn, row)}`)].join(", ");
  }

  wireControls() {
    this.root.querySelector("[data-selection-close]").addEventListener("click", () => this.clearStretch());
    this.root.querySelector("[data-whole]").addEventListener("click", () => this.showWhole());
    for (const chip of this.root.querySelectorAll("[data-pane]")) this.wireChip(chip);
    for (const button of this.root.querySelectorAll("[data-axis]")) this.wireAxis(button);
    const onClick = (event) => (this.root.isConnected ? this.answerPress(event.target) : document.removeEventListener("click", onClick));
    document.addEventListener("click", onClick);
    tableBehind(this.root.querySelector("[data-table-button]"), this.root.querySelector("[data-table]"), {
      caption: gettext("The recording in steps"),
      headings: [gettext("Time"), gettext("Distance"), ...this.panes.map(({ title, unit }) => (unit ? `${title} (${unit()})` : title))],
      rows: () => this.tableRows(),
    });
  }

  // Laps and places stand beside and may be brought anew. The whole row of a lap answers a press, its button the keyboard.
  answerPress(target) {
    const seeking = target.closest("[data-seek-s]");
    if (seeking) this.seek(Number(seeking.dataset.seekS));
    const button = target.closest("tr")?.querySelector("[data-stretch-from]");
    if (!button) return;
    if (isOf(button, this.stretch)) this.clearStretch();
    else this.choose([Number(button.dataset.stretchFrom), Number(button.dataset.stretchTo)]);
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
      this.draw();
    });
  }

  wireAxis(button) {
    const isTime = button.dataset.axis === "time";
    button.setAttribute("aria-pressed", String(isTime === this.isByTime));
    button.disabled = !isTime && !hasDistance(this.whole);
    button.addEventListener("click", () => {
      this.isByTime = isTime;
      for (const other of this.root.querySelectorAll("[data-axis]")) other.setAttribute("aria-pressed", String(other === button));
      this.use(this.whole);
      this.draw();
      this.zoomTo(this.wholeWindow());
    });
  }

  tableRows() {
    const count = this.whole.time_s.length;
    const drawn = drawnColumns(this.whole);
    const step = Math.max(1, Math.ceil(count / TABLE_ROWS));
    const rows = Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
    const bare = (pane, row) => (pane.unit ? paneValue(pane, drawn, row).replace(` ${pane.unit()}`, "") : paneValue(pane, drawn, row));
    return rows.map((row) => [
      duration(this.whole.time_s[row]),
      distance(this.whole.distance_m?.[row]),
      ...this.panes.map((pane) => bare(pane, row)),
    ]);
  }
}

function hasDistance(columns) {
  return Boolean(columns.distance_m?.some((metres) => metres > 0));
}

function stretchButtons() {
  return document.querySelectorAll("[data-stretch-from]");
}

function isOf({ dataset }, stretch) {
  return stretch !== null && Number(dataset.stretchFrom) === stretch[0] && Number(dataset.stretchTo) === stretch[1];
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
