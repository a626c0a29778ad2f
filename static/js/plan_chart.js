// A plan, or candidates beside each other: load of each week as bars, fitness and form as lines; the first is the
// main one, the others are dashed. The data come with the page: { days, weeks, plans: [{ name, load, ctl, tsb }] }.
import { drawChart, extent, monthAxis, moveByKeys, roundSplits, tableBehind } from "./charts.js";
import { day, number, signed } from "./format.js";
import { gettext, interpolate } from "./words.js";

const SYNC = "plan";
const DASHES = [[6, 3], [2, 3]];

export function mount(root) {
  const data = JSON.parse(document.getElementById(root.dataset.plan).textContent);
  drawLoads(root, data);
  drawLines(root, data, "ctl", number);
  drawLines(root, data, "tsb", signed);
  tableBehind(root.querySelector("[data-table-button]"), root.querySelector("[data-table]"), {
    caption: gettext("Load, fitness and form week by week"),
    headings: [gettext("Week from"), ...data.plans.flatMap(planHeadings)],
    rows: () => data.weeks.map((start, index) => tableRow(data, start, index)),
  });
}

function drawLoads(root, { weeks, plans }) {
  const host = root.querySelector("[data-chart=load]");
  const top = Math.max(50, extent(plans.flatMap(({ load }) => load))[1] * 1.1);
  const u = drawChart(host, {
    height: 150,
    data: [weeks.map((_, index) => index), ...plans.map(({ load }) => weeks.map((_, index) => load[index] ?? null))],
    series: plans.map((_, index) => (index ? { token: "ctl", dash: DASHES[index - 1], width: 1 } : { token: "line-strong", bars: true, fillOpacity: 0.6 })),
    x: { range: [-0.6, weeks.length - 0.4], splits: () => every(weeks.length, 12), values: (u, found) => found.map((index) => String(index + 1)) },
    y: { range: [0, top], splits: () => roundSplits(0, top, [50, 100, 200, 500], 5), values: (u, found) => found.map((value) => number(value)) },
  });
  moveByKeys(host, u, (index) => interpolate(gettext("Week %(week)s: %(loads)s"), { week: index + 1, loads: plans.map(({ name, load }) => `${name} ${number(load[index])}`).join(", ") }));
}

function drawLines(root, { days, plans }, name, write) {
  const host = root.querySelector(`[data-chart=${name}]`);
  const [low, high] = extent(plans.flatMap((plan) => plan[name]));
  const range = [name === "ctl" ? 0 : low - 3, high + 3];
  const u = drawChart(host, {
    height: 150,
    data: [days.map((_, index) => index), ...plans.map((plan) => plan[name])],
    series: plans.map((_, index) => (index ? { token: name, dash: DASHES[index - 1], width: 1.5 } : { token: name, width: 2.6 })),
    syncKey: SYNC,
    x: monthAxis(days),
    y: { range, splits: () => roundSplits(range[0], range[1], [5, 10, 20, 50], 5), values: (u, found) => found.map((value) => write(value)) },
  });
  moveByKeys(host, u, (index) => `${day(days[index])}: ${plans.map((plan) => `${plan.name} ${write(plan[name][index])}`).join(", ")}`);
}

function tableRow({ days, plans }, start, index) {
  const at = days.indexOf(start);
  return [day(start), ...plans.flatMap(({ load, ctl, tsb }) => [number(load[index]), number(ctl[at], 1), signed(tsb[at], 1)])];
}

function every(count, most) {
  const step = Math.ceil(count / most);
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}

function planHeadings({ name }) {
  return [gettext("Load: %(plan)s"), gettext("Fitness: %(plan)s"), gettext("Form: %(plan)s")].map((text) => interpolate(text, { plan: name }));
}
