// Streams as the charts want them: rows on a distance or time axis with gaps where the watch was paused, and
// the figures of a stretch.
import { distance, duration, height, number, pace } from "./format.js";

const PAUSE_STEPS = 8;
const SHORTEST_PAUSE_S = 12;

/** Adds `pauseAfter`: the rows after which recording stopped for longer than the file's own rhythm explains. */
export function withPauses(columns) {
  const times = columns.time_s;
  const steps = times.slice(1).map((time, index) => time - times[index]);
  const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 1;
  const limit = Math.max(SHORTEST_PAUSE_S, PAUSE_STEPS * usual);
  const pauseAfter = new Set(steps.flatMap((step, index) => (step > limit ? [index] : [])));
  return { ...columns, pauseAfter };
}

/**
 * Speeds as they are drawn: the mean of so many seconds around each row, never across a pause or a gap. One second of
 * GPS says little about pace. Figures are made from the speeds as recorded.
 */
export function smoothed(columns, name, seconds) {
  const values = columns[name];
  const reach = seconds / 2;
  return values.map((value, row) => (value === null ? null : meanAround(columns, values, row, reach)));
}

function meanAround(columns, values, row, reach) {
  let [sum, count] = [values[row], 1];
  for (const step of [-1, 1]) {
    for (let next = row + step; isJoined(columns, values, next, step, row, reach); next += step) {
      sum += values[next];
      count += 1;
    }
  }
  return sum / count;
}

function isJoined(columns, values, next, step, row, reach) {
  const value = values[next];
  if (value === null || value === undefined) return false;
  if (columns.pauseAfter.has(step > 0 ? next - 1 : next)) return false;
  return Math.abs(columns.time_s[next] - columns.time_s[row]) <= reach;
}

/** x in seconds; every row, and an empty one inside each pause so that no line crosses it. */
export function onTimeAxis(columns) {
  const axis = { x: [], rows: [] };
  columns.time_s.forEach((time, row) => {
    push(axis, time, row);
    if (columns.pauseAfter.has(row)) push(axis, (time + columns.time_s[row + 1]) / 2, null);
  });
  return axis;
}

/** x in km or mi; rows without a distance are left out, since they have no place on the axis. */
export function onDistanceAxis(columns, metresPerUnit) {
  const axis = { x: [], rows: [] };
  let furthest = -Infinity;
  columns.distance_m.forEach((metres, row) => {
    if (metres === null || metres < furthest) return;
    furthest = metres;
    push(axis, metres / metresPerUnit, row);
    if (columns.pauseAfter.has(row)) push(axis, metres / metresPerUnit, null);
  });
  return axis;
}

/**
 * What the selection card shows from one moment to another: means of the rows first..last that lie between, and what
 * distance and climb were at the moments themselves. Pauses inside count as time, as in best efforts.
 */
export function stretchFigures(columns, [first, last], [start, end]) {
  const gained = (name) => between(valueAt(columns, name, start), valueAt(columns, name, end));
  const metres = gained("distance_m");
  const seconds = end - start;
  const pick = (name) => (columns[name] ?? []).slice(first, last + 1).filter((value) => value !== null);
  const heartRates = pick("heart_rate_bpm");
  return {
    from: distance(columns.distance_m?.[first]),
    to: distance(columns.distance_m?.[last]),
    values: {
      distance: distance(metres),
      time: duration(seconds),
      pace: pace(metres === null ? null : metres / seconds),
      graded: pace(mean(pick("graded_speed_mps"))),
      heart_rate: withUnit(mean(heartRates), "bpm"),
      highest: withUnit(heartRates.length ? Math.max(...heartRates) : null, "bpm"),
      climb: height(gained("climbed_m")),
      cadence: withUnit(mean(pick("cadence_spm")), "spm"),
    },
  };
}

function push(axis, x, row) {
  axis.x.push(x);
  axis.rows.push(row);
}

function between(from, to) {
  return from === null || to === null ? null : to - from;
}

// A growing value at a moment, on the straight line between the rows around it.
function valueAt(columns, name, time) {
  const [values, times] = [columns[name], columns.time_s];
  if (!values) return null;
  const known = (row) => values[row] !== null && values[row] !== undefined;
  const next = times.findIndex((one, row) => one >= time && known(row));
  const last = times.findLastIndex((one, row) => one <= time && known(row));
  if (next < 0 || last < 0 || next === last) return values[next < 0 ? last : next] ?? null;
  return values[last] + ((values[next] - values[last]) * (time - times[last])) / (times[next] - times[last]);
}

function mean(values) {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

function withUnit(value, unit) {
  return value === null ? "–" : `${number(value)} ${unit}`;
}
