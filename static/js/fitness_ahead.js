// What the published plan makes of fitness: its days are joined to those that were, and drawn dashed, with the plan's
// phases above and a flag for each race. The address is in data-ahead; without a plan nothing is added.
import { fillStrip, writeOn } from "./charts.js";
import { colour } from "./colours.js";
import { day } from "./format.js";
import { gettext } from "./words.js";

const NOTHING = { days: [], phases: [], races: [] };
const PHASES = {
  Base: { token: "base", title: gettext("Base") },
  Build: { token: "build", title: gettext("Build") },
  Specific: { token: "specific", title: gettext("Specific") },
  Taper: { token: "taper", title: gettext("Taper") },
};
const PHASE_PX = 4;
const RACE_PX = 26;
const TODAY_PX = 42;

/** { days, phases, races } of the plan; without the network, or a plan, the chart stands without them. */
export async function fetchAhead(url) {
  if (!url) return NOTHING;
  const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
  return answer?.ok ? answer.json() : NOTHING;
}

/** Days that were and, after them, days to come (isAhead), thinned alike. Until a plan begins its days say nothing. */
export function joined(days, ahead, daysAPoint) {
  const last = days.at(-1).day;
  const planned = ahead.days.filter((entry) => entry.day > last);
  const coming = [...daysBetween(last, planned[0]?.day), ...planned];
  const thinned = coming.filter((_, index) => (index + 1) % daysAPoint === 0 || index === coming.length - 1);
  return [...days, ...thinned.map((entry) => ({ ...entry, estimated_load_rtss: 0, unknown: 0, isAhead: true }))];
}

function daysBetween(isoDay, end) {
  const found = [];
  const next = new Date(`${isoDay}T12:00:00Z`);
  for (;;) {
    next.setUTCDate(next.getUTCDate() + 1);
    const name = next.toISOString().slice(0, 10);
    if (!end || name >= end) return found;
    found.push({ day: name, load_rtss: null, ctl: null, atl: null, tsb: null });
  }
}

/** A line's values as they were, and as planned: the planned ones begin where the others end. */
export function splitLine(days, name) {
  const firstAhead = days.findIndex(({ isAhead }) => isAhead);
  const was = days.map((entry) => (entry.isAhead ? null : entry[name]));
  const planned = days.map((entry, index) => (firstAhead >= 0 && index >= firstAhead - 1 ? entry[name] : null));
  return [was, planned];
}

/** Today, the phases and the races on a chart; phases and names only where there is room for them. */
export function drawAhead(u, days, { phases, races }, hasNames) {
  const firstAhead = days.findIndex(({ isAhead }) => isAhead);
  if (firstAhead < 0) return;
  drawMoment(u, firstAhead - 1, hasNames ? gettext("Today") : "", TODAY_PX);
  for (const race of races) drawMoment(u, placeOf(days, race.day), hasNames ? `⚑ ${race.name}, ${day(race.day)}` : "", RACE_PX);
  if (hasNames) for (const phase of phases) drawPhase(u, days, phase);
}

// The name stands left of the line, so many pixels below the top: on a phone a race's reaches beyond today.
function drawMoment(u, index, name, downPx) {
  if (index < 0) return;
  const halfPixel = (u.scales.x.max - u.scales.x.min) / u.bbox.width;
  fillStrip(u, index - halfPixel, index + halfPixel, "ink", 0.8);
  if (name) writeOn(u, name, u.valToPos(index, "x", true) - 6 * devicePixelRatio, u.bbox.top + downPx * devicePixelRatio, { token: "ink", align: "right" });
}

function drawPhase(u, days, { name, first, last }) {
  const [from, to] = [placeOf(days, first, 0), placeOf(days, last)];
  const { token, title } = PHASES[name] ?? { token: "ink-3", title: name };
  if (to <= from) return;
  const [left, right] = [u.valToPos(from - 0.4, "x", true), u.valToPos(to + 0.4, "x", true)];
  u.ctx.save();
  u.ctx.fillStyle = colour(token);
  u.ctx.fillRect(left, u.bbox.top, right - left, PHASE_PX * devicePixelRatio);
  u.ctx.restore();
  if (right - left > 44 * devicePixelRatio) writeOn(u, title, left + 2 * devicePixelRatio, u.bbox.top + 12 * devicePixelRatio);
}

// Where a day lies among those shown; before them it is `before`, after them the last.
function placeOf(days, isoDay, before = -1) {
  if (isoDay < days[0].day) return before;
  const found = days.findIndex((entry) => entry.day >= isoDay);
  return found < 0 ? days.length - 1 : found;
}
