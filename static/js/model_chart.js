// The impulse-response model: what fitness adds and fatigue takes each day with the performance left, and what a
// day's load adds to performance by days before a race. The data come with the page as JSON:
// { days, fitness, fatigue, performance, curve, is_kept }.
import { drawChart, extent, monthAxis, moveByKeys, roundSplits, tableBehind, writeOn } from "./charts.js";
import { day, number, signed } from "./format.js";
import { gettext, interpolate, ngettext } from "./words.js";

const STEPS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];

export function mount(root) {
  const model = JSON.parse(document.getElementById(root.dataset.model).textContent);
  drawResponse(root.querySelector("[data-chart=response]"), model);
  drawInfluence(root.querySelector("[data-chart=influence]"), model.curve);
  tableBehind(root.querySelector("[data-table-button]"), root.querySelector("[data-table]"), {
    caption: gettext("Fitness, fatigue and performance day by day"),
    headings: [gettext("Day"), gettext("Fitness adds"), gettext("Fatigue takes"), gettext("Performance")],
    rows: () => model.days.map((isoDay, index) => tableRow(model, isoDay, index)).reverse(),
  });
}

function drawResponse(host, model) {
  const { days, fitness, fatigue, performance } = model;
  const [low, high] = extent([...fitness, ...fatigue, ...performance]);
  const range = padded(low, high);
  const u = drawChart(host, {
    height: 180,
    data: [days.map((_, index) => index), fitness, fatigue, performance],
    series: [
      { token: "ctl", width: 1.5 },
      { token: "atl", width: 1.5 },
      { token: "tsb", width: 2.6 },
    ],
    x: monthAxis(days),
    y: { range, splits: () => roundSplits(...range, STEPS, 5), values: (chart, found) => found.map((value) => number(value, places(range))) },
  });
  moveByKeys(host, u, (index) => tableRow(model, days[index], index).join(", "));
}

function drawInfluence(host, curve) {
  const range = padded(...extent([...curve, 0]));
  const reversed = [...curve].reverse();
  const last = curve.length - 1;
  const u = drawChart(host, {
    height: 150,
    data: [reversed.map((_, index) => index), reversed],
    series: [{ token: "tsb", width: 2, fillOpacity: 0.12 }],
    x: {
      range: [0, last + 3],
      splits: () => roundSplits(0, last, [15, 30], 8),
      values: (chart, found) => found.map((index) => (index === last ? gettext("race") : `${last - index}`)),
    },
    y: { range, splits: () => roundSplits(...range, STEPS, 4), values: (chart, found) => found.map((value) => signed(value, places(range))) },
    layers: { above: (chart) => writeOn(chart, gettext("days before the race"), chart.bbox.left + 6 * devicePixelRatio, chart.bbox.top + 10 * devicePixelRatio) },
  });
  moveByKeys(host, u, (index) => interpolate(ngettext("%(count)s day before: %(value)s", "%(count)s days before: %(value)s", last - index), { count: last - index, value: signed(reversed[index], places(range) + 1) }));
}

function padded(low, high) {
  const room = Math.max((high - low) * 0.06, 1e-6);
  return [low - room, high + room];
}

function places([low, high]) {
  return Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(high - low))));
}

function tableRow({ fitness, fatigue, performance }, isoDay, index) {
  return [`${day(isoDay)} ${isoDay.slice(0, 4)}`, number(fitness[index], 1), number(fatigue[index], 1), number(performance[index], 1)];
}
