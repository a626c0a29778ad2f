// One way to draw a chart: uPlot in our type and colours, panes that share a cursor, keys that move it, a table
// behind it. A chart is { u, cursorAt(index), setData(data) }; its data are uPlot's aligned arrays.
import { scrubByFinger, zoomByHand } from "./chart_gestures.js";
import { colour, onThemeChange } from "./colours.js";
import { month } from "./format.js";

const { uPlot } = window; // components/chart_files.html loads it
export const AXIS_WIDTH = 52;
const AXIS_FONT = '500 11px "Inter Variable", system-ui, sans-serif';
const KEY_STEP = 0.005;

const drawn = new Set();
onThemeChange(() => {
  for (const u of drawn) u.redraw(false);
});

/**
 * Draws a chart into `host` and keeps it as wide as its host.
 * series: [{ token, width, dash, fillOpacity, bars, points, hollowFrom, scale }], one for each array after x.
 * y: { values, splits, range, inverted }. x: { values, splits, isShown, range }.
 * layers: functions (u) => void, `below` before the series and `above` after them.
 * zoom: { whole, shown, show }, as chart_gestures.js wants it; a drag goes to onSelect. Fingers carry every cursor.
 */
export function drawChart(host, options) {
  const { data, height, series, syncKey, onCursor, onSelect, layers = {} } = options;
  const u = new uPlot(
    {
      width: host.clientWidth || 300,
      height,
      pxAlign: 0,
      padding: options.padding ?? [8, 10, 0, 0],
      legend: { show: false },
      scales: { x: { time: false, range: options.x.range }, y: yScale(options.y) },
      axes: [xAxis(options.x), yAxis(options.y)],
      series: [{}, ...series.map(line)],
      cursor: cursor(syncKey, Boolean(onSelect)),
      hooks: {
        drawClear: [(chart) => layers.below?.(chart)],
        draw: [(chart) => layers.above?.(chart)],
        setCursor: onCursor ? [(chart) => onCursor(chart.cursor.idx, chart)] : [],
        setSelect: onSelect ? [(chart) => onSelect(selectedRange(chart))] : [],
      },
    },
    data,
    host,
  );
  drawn.add(u);
  new ResizeObserver(() => host.clientWidth && u.setSize({ width: host.clientWidth, height })).observe(host);
  scrubByFinger(u, (index) => cursorAt(u, index));
  if (options.zoom) zoomByHand(host, u, options.zoom);
  return u;
}

/** Shows other data, or another stretch of x, in a chart that stands. */
export function redrawChart(u, data, [min, max]) {
  u.batch(() => {
    u.setData(data, false);
    u.setScale("x", { min, max });
  });
}

/** Takes a chart away. */
export function removeChart(u) {
  drawn.delete(u);
  u.destroy();
}

/** Makes the arrow keys move the cursor of `u` and speaks what `describe(index)` says. */
export function moveByKeys(host, u, describe) {
  const voice = document.createElement("p");
  voice.className = "visually-hidden";
  voice.setAttribute("role", "status");
  host.after(voice);
  host.tabIndex = 0;
  host.addEventListener("keydown", (event) => {
    const index = nextIndex(event, u);
    if (index === null) return;
    event.preventDefault();
    cursorAt(u, index);
    voice.textContent = describe(index);
  });
}

/** Puts the cursor on a data index; panes of the same sync key follow. */
export function cursorAt(u, index) {
  const left = u.valToPos(u.data[0][index], "x");
  u.setCursor({ left, top: u.bbox.height / devicePixelRatio / 2 });
  uPlot.sync(u.cursor.sync.key)?.pub("mousemove", u, left, 0, u.bbox.width / devicePixelRatio, u.bbox.height / devicePixelRatio, index);
}

/** "View as table": the button toggles a table of `headings` and `rows()` in `holder`, built when first asked for. */
export function tableBehind(button, holder, { caption, headings, rows }) {
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", holder.id);
  button.addEventListener("click", () => {
    holder.replaceChildren(table(caption, headings, rows()));
    holder.hidden = !holder.hidden;
    button.setAttribute("aria-expanded", String(!holder.hidden));
    if (!holder.hidden) holder.focus();
  });
}

/** Words on the canvas, scaled to the screen's pixels as uPlot's own are. */
export function writeOn(u, text, x, y, { token = "ink-3", align = "left", weight = 500 } = {}) {
  const { ctx } = u;
  ctx.save();
  ctx.font = AXIS_FONT.replace("500 11px", `${weight} ${11 * devicePixelRatio}px`);
  ctx.fillStyle = colour(token);
  ctx.textAlign = align;
  ctx.textBaseline = "middle";
  ctx.fillText(text, x, y);
  ctx.restore();
}

/** A horizontal band between two y values. */
export function fillBand(u, from, to, token, opacity) {
  const clamp = (value) => Math.min(u.bbox.top + u.bbox.height, Math.max(u.bbox.top, u.valToPos(value, "y", true)));
  const [a, b] = [clamp(from), clamp(to)];
  u.ctx.save();
  u.ctx.fillStyle = colour(token, opacity);
  u.ctx.fillRect(u.bbox.left, Math.min(a, b), u.bbox.width, Math.abs(a - b));
  u.ctx.restore();
}

/** A vertical strip between two x values. */
export function fillStrip(u, from, to, token, opacity) {
  const clamp = (value) => Math.min(u.bbox.left + u.bbox.width, Math.max(u.bbox.left, u.valToPos(value, "x", true)));
  u.ctx.save();
  u.ctx.fillStyle = colour(token, opacity);
  u.ctx.fillRect(clamp(from), u.bbox.top, clamp(to) - clamp(from), u.bbox.height);
  u.ctx.restore();
}

/** Slanting lines over a bar between two y values, for what is uncertain; `width` in data units of x. */
export function hatchBar(u, x, from, to, width, token) {
  const [left, right] = [u.valToPos(x - width / 2, "x", true), u.valToPos(x + width / 2, "x", true)];
  const [bottom, top] = [u.valToPos(from, "y", true), u.valToPos(to, "y", true)];
  const { ctx } = u;
  const step = 4 * devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, right - left, bottom - top);
  ctx.clip();
  ctx.fillStyle = colour("surface");
  ctx.fillRect(left, top, right - left, bottom - top);
  ctx.strokeStyle = colour(token);
  ctx.lineWidth = devicePixelRatio;
  ctx.strokeRect(left, top, right - left, bottom - top);
  const height = bottom - top;
  for (let start = left - height; start < right; start += step) {
    ctx.beginPath();
    ctx.moveTo(start, bottom);
    ctx.lineTo(start + height, top);
    ctx.stroke();
  }
  ctx.restore();
}

/** Round steps between two values: of `steps` the smallest that gives at most `count` of them. */
export function roundSplits(from, to, steps, count) {
  const step = steps.find((candidate) => (to - from) / candidate <= count) ?? steps.at(-1);
  const splits = [];
  for (let value = Math.ceil(from / step) * step; value <= to + 1e-9; value += step) splits.push(value);
  return splits;
}

/**
 * Lowest and highest value worth an axis: some minutes at another speed, a stop or a wrong sensor do not stretch it.
 * What lies further from the middle half than `reach` times its width (at least `least` of the median) runs out of the picture.
 */
export function robustExtent(values, { reach = 2, least = 0.15 } = {}) {
  const sorted = values.filter((value) => value !== null && value !== undefined).sort((a, b) => a - b);
  if (!sorted.length) return [0, 1];
  const at = (share) => sorted[Math.round((sorted.length - 1) * share)];
  const room = reach * Math.max(at(0.75) - at(0.25), least * Math.abs(at(0.5)));
  return [Math.max(at(0.01), at(0.25) - room), Math.min(at(0.99), at(0.75) + room)];
}

/** The places where months begin among days in order, thinned so that their names stay readable. */
export function monthStarts(isoDays) {
  const starts = isoDays.flatMap((isoDay, index) => (index > 0 && isoDay.slice(0, 7) !== isoDays[index - 1].slice(0, 7) ? [index] : []));
  const step = Math.ceil(starts.length / (innerWidth < 760 ? 5 : 12)) || 1;
  return starts.filter((_, index) => index % step === 0);
}

/** An axis of days in order, named by their months. */
export function monthAxis(isoDays) {
  return {
    range: [-0.5, isoDays.length - 0.5],
    splits: () => monthStarts(isoDays),
    values: (u, found) => found.map((index) => month(isoDays[index])),
  };
}

/** Lowest and highest known value, leaving out a share of outliers at each end. */
export function extent(values, leftOut = 0) {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (!sorted.length) return [0, 1];
  const skip = Math.floor(sorted.length * leftOut);
  return [sorted[skip], sorted[sorted.length - 1 - skip]];
}

function line({ token, width = 1.5, dash, fillOpacity, bars, hollow, points, isShown = true }) {
  return {
    show: isShown,
    stroke: bars && !hollow ? null : () => colour(token),
    fill: fillOpacity ? () => colour(token, fillOpacity) : undefined,
    width: bars ? 1 : width,
    dash,
    paths: bars ? uPlot.paths.bars({ size: [0.7, 24], align: 0 }) : undefined,
    points: { show: Boolean(points) },
    pxAlign: 0,
  };
}

function cursor(syncKey, canSelect) {
  return {
    y: false,
    drag: { x: canSelect, y: false, setScale: false, dist: 4 },
    bind: { dblclick: () => null },
    sync: syncKey ? { key: syncKey, scales: ["x", null], setSeries: false } : undefined,
    points: { size: 6, width: 1.5, stroke: () => colour("surface") },
  };
}

function yScale({ range, inverted }) {
  return { range, dir: inverted ? -1 : 1 };
}

function xAxis({ values, splits, isShown = true }) {
  return {
    show: true,
    size: isShown ? 26 : 6,
    font: AXIS_FONT,
    stroke: () => colour("ink-3"),
    values: isShown ? values : (u, found) => found.map(() => ""),
    splits,
    grid: { show: false },
    ticks: { show: false },
    gap: 8,
  };
}

function yAxis({ values, splits }) {
  return {
    size: AXIS_WIDTH,
    font: AXIS_FONT,
    stroke: () => colour("ink-3"),
    values,
    splits,
    space: 26,
    grid: { stroke: () => colour("line"), width: 1 },
    ticks: { show: false },
    gap: 8,
  };
}

function selectedRange(u) {
  const { left, width } = u.select;
  return width < 2 ? null : [u.posToVal(left, "x"), u.posToVal(left + width, "x")];
}

function nextIndex(event, u) {
  const last = u.data[0].length - 1;
  const step = Math.max(1, Math.round(last * KEY_STEP * (event.shiftKey ? 10 : 1)));
  const at = u.cursor.idx ?? 0;
  const to = { ArrowRight: at + step, ArrowLeft: at - step, Home: 0, End: last }[event.key];
  return to === undefined ? null : Math.min(last, Math.max(0, to));
}

function table(caption, headings, rows) {
  const element = document.createElement("table");
  element.className = "table table-dense";
  const title = element.createCaption();
  title.className = "visually-hidden";
  title.textContent = caption;
  const head = element.createTHead().insertRow();
  for (const heading of headings) {
    head.append(Object.assign(document.createElement("th"), { textContent: heading, scope: "col" }));
  }
  const body = element.createTBody();
  for (const cells of rows) {
    const row = body.insertRow();
    for (const cell of cells) row.insertCell().textContent = cell;
  }
  return element;
}
