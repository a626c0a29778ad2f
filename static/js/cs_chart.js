// Critical Speed: distance over time with the fitted line, and below it the same band enlarged, since the 95 %
// confidence of the mean is thinner than the line. The fit comes with the page as JSON:
// { critical_speed_mps, w_prime_m, points: [{ name, distance_m, time_s, is_used, why, url }],
//   band: [{ time_s, low_m, high_m }] }.
import { drawChart, fillStrip, moveByKeys, roundSplits, tableBehind, writeOn } from "./charts.js";
import { colour } from "./colours.js";
import { duration, inShortUnit, metresPerUnit, number, pace, shortDistance, shortUnit, signed, units } from "./format.js";
import { gettext, interpolate } from "./words.js";

const SHORTEST_S = 120;
const LONGEST_S = 1200;
const DOT_RADIUS = 4.5;
const CROWDED_PX = 64;

export function mount(root) {
  const fit = JSON.parse(document.getElementById(root.dataset.fit).textContent);
  const last = Math.max(1320, ...fit.points.filter(({ is_used: isUsed }) => isUsed).map(({ time_s: time }) => time * 1.06));
  const shown = fit.points.filter(({ time_s: time }) => time <= last);
  const at = (time) => fit.w_prime_m + fit.critical_speed_mps * time;
  drawLine(root.querySelector("[data-chart=line]"), { fit, shown, last, at });
  drawOff(root.querySelector("[data-chart=off]"), { fit, shown, last, at });
  tableBehind(root.querySelector("[data-table-button]"), root.querySelector("[data-table]"), {
    caption: gettext("The bests and how far each lies from the fitted line"),
    headings: [gettext("Distance"), gettext("Time"), gettext("Pace"), gettext("Off the line"), gettext("In the fit")],
    rows: () => fit.points.map((point) => tableRow(point, at)),
  });
}

function drawLine(host, { fit, shown, last, at }) {
  const times = steps(last);
  const unit = metresPerUnit();
  const top = (at(last) / unit) * 1.02;
  const u = drawChart(host, {
    height: 320,
    data: [times, times.map((time) => at(time) / unit)],
    series: [{ token: "ctl", width: 2.6 }],
    syncKey: "cs",
    x: minuteAxis(last),
    y: { range: [0, top], splits: () => roundSplits(0, top, [0.5, 1, 2, 5], 7), values: (u, found) => found.map((value, index) => (index === found.length - 1 ? `${number(value)} ${units()}` : number(value))) },
    layers: {
      below: (chart) => outside(chart, last),
      above: (chart) => {
        for (const point of shown) dot(chart, point, point.distance_m / unit);
        nameDots(chart, shown.filter(({ is_used: isUsed }) => isUsed));
        dot(chart, { time_s: 0, is_used: true }, fit.w_prime_m / unit);
      },
    },
  });
  moveByKeys(host, u, (index) => `${duration(times[index])}: ${shortDistance(at(times[index]))}`);
}

function drawOff(host, { fit, shown, last, at }) {
  const times = fit.band.map(({ time_s: time }) => time);
  const low = fit.band.map((edge) => inShortUnit(edge.low_m - at(edge.time_s)));
  const high = fit.band.map((edge) => inShortUnit(edge.high_m - at(edge.time_s)));
  const used = shown.filter(({ is_used: isUsed }) => isUsed).map((point) => inShortUnit(point.distance_m - at(point.time_s)));
  const reach = 1.15 * Math.max(10, ...[...low, ...high, ...used].map(Math.abs));
  const u = drawChart(host, {
    height: 150,
    data: [times, times.map(() => 0), low, high],
    series: [{ token: "ctl", width: 1.5 }, { token: "ctl", width: 0.5 }, { token: "ctl", width: 0.5 }],
    syncKey: "cs",
    x: minuteAxis(last),
    y: { range: [-reach, reach], splits: () => roundSplits(-reach, reach, [5, 10, 25, 50, 100, 250], 6), values: (u, found) => found.map((value) => (value === 0 ? `0 ${shortUnit()}` : signed(value))) },
    layers: {
      below: (chart) => {
        outside(chart, last);
        fillBetween(chart, times, low, high);
      },
      above: (chart) => {
        for (const point of shown) if (point.is_used) dot(chart, point, inShortUnit(point.distance_m - at(point.time_s)));
      },
    },
  });
  moveByKeys(host, u, (index) => interpolate(gettext("%(time)s: between %(low)s and %(high)s"), { time: duration(times[index]), low: signed(low[index]), high: `${signed(high[index])} ${shortUnit()}` }));
}

function steps(last) {
  return Array.from({ length: 101 }, (_, index) => (last * index) / 100);
}

// Grey: where the model does not hold, under 2 and over 20 minutes.
function outside(u, last) {
  fillStrip(u, 0, SHORTEST_S, "ink-3", 0.08);
  fillStrip(u, LONGEST_S, last, "ink-3", 0.08);
}

function fillBetween(u, times, low, high) {
  const { ctx } = u;
  const x = (time) => u.valToPos(time, "x", true);
  const y = (metres) => u.valToPos(metres, "y", true);
  ctx.save();
  ctx.beginPath();
  ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
  ctx.clip();
  ctx.beginPath();
  times.forEach((time, index) => ctx.lineTo(x(time), y(high[index])));
  [...times].reverse().forEach((time, index) => ctx.lineTo(x(time), y(low[low.length - 1 - index])));
  ctx.fillStyle = colour("ctl", 0.16);
  ctx.fill();
  ctx.restore();
}

// Names stand below and right of their dots; where the next dot is near, above and left, if there is room.
function nameDots(u, points) {
  const place = (point) => [u.valToPos(point.time_s, "x", true), u.valToPos(point.distance_m / metresPerUnit(), "y", true)];
  const gap = 9 * devicePixelRatio;
  points
    .toSorted((a, b) => a.time_s - b.time_s)
    .forEach((point, index, all) => {
      const [x, y] = place(point);
      const next = all[index + 1] ? place(all[index + 1])[0] : Infinity;
      const isCrowded = next - x < CROWDED_PX * devicePixelRatio;
      if (isCrowded && x - u.bbox.left < CROWDED_PX * devicePixelRatio) return;
      const style = { token: "ink", weight: 600, align: isCrowded ? "right" : "left" };
      writeOn(u, point.name, isCrowded ? x - gap : x + gap, isCrowded ? y - gap * 0.6 : y + gap * 0.8, style);
    });
}

function dot(u, { time_s: time, name, is_used: isUsed }, value) {
  const { ctx } = u;
  const [x, y] = [u.valToPos(time, "x", true), u.valToPos(value, "y", true)];
  ctx.save();
  ctx.beginPath();
  ctx.arc(x, y, DOT_RADIUS * devicePixelRatio, 0, 2 * Math.PI);
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.fillStyle = isUsed ? colour(name ? "ctl" : "ink") : colour("surface");
  ctx.strokeStyle = isUsed ? colour("surface") : colour("ink-3");
  ctx.fill();
  ctx.stroke();
  ctx.restore();
}

function minuteAxis(last) {
  return {
    range: [0, last],
    splits: () => roundSplits(0, last, [240, 300, 600], 7),
    values: (u, found) => found.map((value, index) => `${value / 60}${index === found.length - 1 ? " min" : ""}`),
  };
}

function tableRow({ name, distance_m: metres, time_s: time, is_used: isUsed, why }, at) {
  return [name, duration(time), pace(metres / time), `${signed(inShortUnit(metres - at(time)))} ${shortUnit()}`, isUsed ? gettext("Yes") : interpolate(gettext("No: %(why)s"), { why })];
}
