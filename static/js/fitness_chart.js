// Fitness: CTL heavy, ATL thin, daily load as bars; form in its own pane with bands; ramp week by week beneath.
// The days come with the page as JSON: [{ day, load_rtss, estimated_load_rtss, unknown, ctl, atl, tsb, ramp_rate,
// monotony, strain, is_filling }]; illness and injury come from the calendar.
import { drawChart, extent, fillBand, fillStrip, hatchBar, monthStarts, moveByKeys, roundSplits, tableBehind, writeOn } from "./charts.js";
import { drawAhead, fetchAhead, joined, splitLine } from "./fitness_ahead.js";
import { beginsWeek, day, month, number, shortDay, signed } from "./format.js";
import { toast } from "./toast.js";
import { gettext, interpolate } from "./words.js";

const SYNC = "fitness";
const FORM_BANDS = [
  { from: 10, to: 200, token: "ok", opacity: 0.08, name: gettext("Fresh") },
  { from: -25, to: -10, token: "ctl", opacity: 0.06, name: gettext("Loaded") },
  { from: -200, to: -25, token: "bad", opacity: 0.1, name: gettext("Deep fatigue") },
];
// The alert's bound beside the caution's: 8 a week to 5, in the first half year half of both.
const ALERT_PER_CAUTION = 8 / 5;
// The bars fill the lower third of the chart; a load that nobody knows gets a stub of this share of it.
const BAR_SHARE = 0.33;
const BAR_WIDTH = 0.7;
const UNKNOWN_SHARE = 0.1;
const NOTES = { illness: gettext("Illness"), injury: gettext("Injury") };

export async function mount(root) {
  const past = JSON.parse(document.getElementById(root.dataset.days).textContent);
  if (!past.length) return;
  const ahead = await fetchAhead(root.dataset.ahead);
  const days = joined(past, ahead, Number(root.dataset.daysAPoint));
  root.querySelector("[data-ahead-legend]").hidden = days.length === past.length;
  const notes = [];
  const charts = [drawLoads(root, days, ahead, notes), drawForm(root, days, ahead)];
  readNotes(root, days, notes).then(() => charts[0].u.redraw(false));
  drawRamp(root, past);
  for (const { host, u } of charts) moveByKeys(host, u, (index) => words(days[index]));
  tableBehind(root.querySelector("[data-table-button]"), root.querySelector("[data-table]"), {
    caption: gettext("Fitness, fatigue and form day by day"),
    headings: [gettext("Day"), gettext("Load"), gettext("Estimated"), gettext("Fitness"), gettext("Fatigue"), gettext("Form"), gettext("Ramp"), gettext("Monotony"), gettext("Strain")],
    rows: () => [...days].reverse().map(tableRow),
  });
}

function drawLoads(root, days, ahead, notes) {
  const host = root.querySelector("[data-chart=loads]");
  const loads = pick(days, "load_rtss");
  const room = ahead.days.length ? 1.35 : 1.15;
  const top = Math.max(10, extent([...pick(days, "ctl"), ...pick(days, "atl")])[1] * room);
  const loadTop = Math.max(1, extent(loads)[1]);
  const bar = (load) => (load ? (load / loadTop) * top * BAR_SHARE : null);
  const [ctl, plannedCtl] = splitLine(days, "ctl");
  const [atl, plannedAtl] = splitLine(days, "atl");
  const solid = days.map(({ is_filling }, index) => (is_filling ? null : ctl[index]));
  const [doneBars, plannedBars] = [false, true].map((isAhead) => days.map((entry) => (Boolean(entry.isAhead) === isAhead ? bar(entry.load_rtss) : null)));
  const u = drawChart(host, {
    height: 280,
    // The bars share the axis but not the scale: they fill its lower third.
    data: [indices(days), doneBars, plannedBars, solid, ctl, atl, plannedCtl, plannedAtl],
    series: [
      { token: "line-strong", bars: true, fillOpacity: 0.45 },
      { token: "line-strong", bars: true, hollow: true },
      { token: "ctl", width: 2.6, fillOpacity: 0.08 },
      { token: "ctl", width: 2.6, dash: [5, 3] },
      { token: "atl", width: 1.5 },
      { token: "ctl", width: 2.6, dash: [3, 3] },
      { token: "atl", width: 1.5, dash: [3, 3] },
    ],
    syncKey: SYNC,
    x: dayAxis(days),
    y: { range: [0, top], splits: () => roundSplits(0, top, [5, 10, 20, 50, 100], 5), values: (u, found) => found.map((value) => number(value)) },
    onCursor: (index) => showDay(root, days[index ?? days.findLastIndex(({ isAhead }) => !isAhead)]),
    layers: {
      below: (chart) => notes.forEach((note) => fillStrip(chart, note.from - 0.5, note.to + 0.5, "bad", 0.12)),
      above: (chart) => {
        markUncertain(chart, days, (top * BAR_SHARE) / loadTop);
        drawAhead(chart, days, ahead, true);
      },
    },
  });
  return { host, u };
}

// The estimated part of each bar is hatched; a session whose load nobody knows is an empty hatched stub.
function markUncertain(u, days, perLoad) {
  const stub = u.scales.y.max * BAR_SHARE * UNKNOWN_SHARE;
  days.forEach(({ load_rtss: load, estimated_load_rtss: estimated, unknown }, index) => {
    if (estimated) hatchBar(u, index, (load - estimated) * perLoad, load * perLoad, BAR_WIDTH, "line-strong");
    if (unknown) hatchBar(u, index, load * perLoad, load * perLoad + stub, BAR_WIDTH, "ink-3");
  });
}

// Illness and injury from the calendar, within the days shown; listed in words under the chart.
async function readNotes(root, days, notes) {
  const [first, last] = [days[0].day, days[days.length - 1].day];
  for (const kind of Object.keys(NOTES)) {
    const query = new URLSearchParams({ runner: root.dataset.runner, kind, from: first, to: last, limit: 200 });
    // Without the network the chart stands without its notes.
    const answer = await fetch(`/api/v1/calendar-entries/?${query}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) continue;
    for (const entry of (await answer.json()).results) {
      notes.push({ ...entry, from: indexOf(days, entry.day), to: indexOf(days, entry.last_day) });
    }
  }
  if (!notes.length) return;
  notes.sort((a, b) => a.from - b.from);
  root.querySelector("[data-notes-legend]").hidden = false;
  root.querySelector("[data-notes-list]").replaceChildren(...notes.map(noteLine));
}

function noteLine({ id, kind, day: first, last_day: last, title }) {
  const line = document.createElement("li");
  line.className = "small";
  const days = last === first ? day(first) : interpolate(gettext("%(first)s to %(last)s"), { first: day(first), last: day(last) });
  line.textContent = `${days}: ${NOTES[kind]}, ${title} `;
  const remove = Object.assign(document.createElement("button"), { type: "button", className: "link-button", textContent: gettext("Remove") });
  remove.setAttribute("aria-label", interpolate(gettext("Remove %(note)s"), { note: `${NOTES[kind]}, ${title}` }));
  remove.addEventListener("click", () => removeNote(id, line));
  line.append(remove);
  return line;
}

async function removeNote(id, line) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(`/api/v1/calendar-entries/${id}/`, { method: "DELETE", headers: { Accept: "application/json", "X-CSRFToken": token } }).catch(() => null);
  if (answer?.ok) return location.reload();
  toast(answer ? interpolate(gettext("%(note)s: only who may change the calendar can remove it."), { note: line.firstChild.textContent.trim() }) : gettext("The network is away: the note stands as it was."));
}

// The place of a day among the days shown; before the first or after the last it is at the edge.
function indexOf(days, isoDay) {
  const found = days.findIndex((entry) => entry.day >= isoDay);
  return found < 0 ? days.length - 1 : found;
}

function drawForm(root, days, ahead) {
  const host = root.querySelector("[data-chart=form]");
  const [low, high] = extent(pick(days, "tsb"));
  const range = [Math.min(-15, low - 3), Math.max(15, high + 3)];
  const u = drawChart(host, {
    height: 150,
    data: [indices(days), ...splitLine(days, "tsb")],
    series: [
      { token: "tsb", width: 1.5, fillOpacity: 0.12 },
      { token: "tsb", width: 1.5, dash: [3, 3] },
    ],
    syncKey: SYNC,
    x: dayAxis(days),
    y: { range, splits: () => [-25, -10, 0, 10, 25].filter((value) => value > range[0] && value < range[1]), values: (u, found) => found.map((value) => signed(value)) },
    onCursor: () => {},
    layers: {
      below: (chart) => FORM_BANDS.forEach((band) => drawFormBand(chart, band)),
      above: (chart) => drawAhead(chart, days, ahead, false),
    },
  });
  return { host, u };
}

function drawFormBand(u, { from, to, token, opacity, name }) {
  const { min, max } = u.scales.y;
  const [low, high] = [Math.max(from, min), Math.min(to, max)];
  if (high <= low) return;
  fillBand(u, low, high, token, opacity);
  const height = Math.abs(u.valToPos(high, "y", true) - u.valToPos(low, "y", true));
  if (height < 14 * devicePixelRatio) return;
  writeOn(u, name, u.bbox.left + 6 * devicePixelRatio, u.valToPos((low + high) / 2, "y", true));
}

function drawRamp(root, days) {
  const weeks = weeklyChanges(days, Number(root.dataset.daysAPoint));
  const host = root.querySelector("[data-chart=ramp]");
  const caution = Number(host.dataset.caution);
  const alert = caution * ALERT_PER_CAUTION;
  const [low, high] = extent(weeks.map(({ change }) => change));
  const range = [Math.min(-caution * 1.2, low - 1), Math.max(alert + 1, high + 1)];
  const u = drawChart(host, {
    height: 150,
    data: [weeks.map((_, index) => index), weeks.map(({ change }) => change)],
    series: [{ token: "ctl", bars: true, fillOpacity: 1 }],
    x: {
      range: [-0.7, Math.max(0.7, weeks.length - 0.3)],
      splits: () => monthStarts(pick(weeks, "day")),
      values: (u, found) => found.map((index) => month(weeks[index].day)),
    },
    y: { range, splits: () => [-caution, 0, caution, alert].filter((value) => value > range[0]), values: (u, found) => found.map((value) => signed(value, Number.isInteger(value) ? 0 : 1)) },
    layers: {
      below: (chart) => {
        fillBand(chart, caution, alert, "warn", 0.1);
        fillBand(chart, alert, range[1], "bad", 0.12);
      },
    },
  });
  moveByKeys(host, u, (index) => interpolate(gettext("Week to %(day)s: %(change)s"), { day: day(weeks[index].day), change: signed(weeks[index].change, 1) }));
}

// The change of fitness over each week as the reader counts them, the last one so far; of thinned days that up to each point.
function weeklyChanges(days, daysAPoint) {
  if (daysAPoint > 1) {
    return days.filter(({ ramp_rate: ramp }) => ramp !== null).map(({ day: isoDay, ramp_rate: change }) => ({ day: isoDay, change }));
  }
  const weeks = [];
  let before = null;
  days.forEach((entry, index) => {
    const isLast = index === days.length - 1 || beginsWeek(days[index + 1].day);
    if (isLast && before !== null) weeks.push({ day: entry.day, change: entry.ctl - days[before].ctl });
    if (isLast) before = index;
  });
  return weeks;
}

function showDay(root, { day: isoDay, ctl, atl, tsb, load_rtss: load, isAhead }) {
  const texts = { day: isAhead ? interpolate(gettext("%(day)s, planned:"), { day: day(isoDay) }) : day(isoDay), ctl: number(ctl), atl: number(atl), tsb: signed(tsb), load: number(load) };
  for (const [name, text] of Object.entries(texts)) root.querySelector(`[data-at-cursor=${name}]`).textContent = text;
}

function words({ day: isoDay, ctl, atl, tsb, isAhead }) {
  const text = isAhead
    ? gettext("%(day)s, if you follow your plan: fitness %(fitness)s, fatigue %(fatigue)s, form %(form)s")
    : gettext("%(day)s: fitness %(fitness)s, fatigue %(fatigue)s, form %(form)s");
  return interpolate(text, { day: day(isoDay), fitness: number(ctl), fatigue: number(atl), form: signed(tsb) });
}

function tableRow(entry) {
  const { day: isoDay, load_rtss: load, estimated_load_rtss: estimated, ctl, atl, tsb, ramp_rate: ramp, monotony, strain, unknown, isAhead } = entry;
  const loadText = unknown ? interpolate(gettext("%(load)s + %(count)s unknown"), { load: number(load), count: unknown }) : number(load);
  const named = `${day(isoDay)} ${isoDay.slice(0, 4)}`;
  return [isAhead ? interpolate(gettext("%(day)s, planned"), { day: named }) : named, loadText, number(estimated), number(ctl, 1), number(atl, 1), signed(tsb, 1), signed(ramp, 1), number(monotony, 1), number(strain)];
}

function dayAxis(days) {
  return {
    range: [-0.5, days.length - 0.5],
    splits: () => (days.length > 70 ? monthStarts(pick(days, "day")) : everyWeek(days)),
    values: (u, found) => found.map((index) => (days.length > 70 ? month(days[index].day) : shortDay(days[index].day))),
  };
}

function everyWeek(days) {
  const starts = days.flatMap(({ day: isoDay }, index) => (beginsWeek(isoDay) ? [index] : []));
  const step = innerWidth < 760 ? 2 : 1;
  return starts.filter((_, index) => index % step === 0);
}

function indices(days) {
  return days.map((_, index) => index);
}

function pick(days, name) {
  return days.map((entry) => entry[name]);
}
