// Numbers as people read them, by the same rules as runlab_site/web/figures.py.

export const METRES_PER_MILE = 1609.344;
const FEET_PER_METRE = 1 / 0.3048;
const YARDS_PER_METRE = 1 / 0.9144;
export const UNKNOWN = "–";
const SLOWEST_SHOWN_PACE_S = 3600;
const MONTH_NAMES = new Intl.DateTimeFormat(document.documentElement.lang, { month: "short", timeZone: "UTC" });
const WEEKDAY_NAMES = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short", timeZone: "UTC" });

export function units() {
  return document.documentElement.dataset.units === "mi" ? "mi" : "km";
}

export function metresPerUnit() {
  return units() === "mi" ? METRES_PER_MILE : 1000;
}

export function number(value, places = 0) {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
  const scale = 10 ** places;
  const whole = Math.floor(Math.abs(value) * scale + 0.5) / scale;
  return `${value < 0 && whole > 0 ? "−" : ""}${whole.toFixed(places)}`;
}

export function signed(value, places = 0) {
  const text = number(value, places);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

export function duration(seconds) {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return UNKNOWN;
  const whole = Math.floor(Math.abs(seconds) + 0.5);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const two = (part) => String(part).padStart(2, "0");
  const text = hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
  return seconds < 0 && whole ? `−${text}` : text;
}

export function paceSeconds(speedMps) {
  if (!speedMps || speedMps <= 0) return null;
  const seconds = metresPerUnit() / speedMps;
  return seconds > SLOWEST_SHOWN_PACE_S ? null : seconds;
}

export function pace(speedMps) {
  const seconds = paceSeconds(speedMps);
  return seconds === null ? UNKNOWN : `${duration(seconds)} /${units()}`;
}

export function distance(metres) {
  return metres === null || metres === undefined ? UNKNOWN : `${number(metres / metresPerUnit(), 2)} ${units()}`;
}

// Heights in feet and W′ in yards for who counts in miles.
export function heightUnit() {
  return units() === "mi" ? "ft" : "m";
}

export function inHeightUnit(metres) {
  return isUnknown(metres) || units() === "km" ? metres : metres * FEET_PER_METRE;
}

export function height(metres) {
  return isUnknown(metres) ? UNKNOWN : `${number(inHeightUnit(metres))} ${heightUnit()}`;
}

export function shortUnit() {
  return units() === "mi" ? "yd" : "m";
}

export function inShortUnit(metres) {
  return isUnknown(metres) || units() === "km" ? metres : metres * YARDS_PER_METRE;
}

export function shortDistance(metres) {
  return isUnknown(metres) ? UNKNOWN : `${number(inShortUnit(metres))} ${shortUnit()}`;
}

function isUnknown(value) {
  return value === null || value === undefined;
}

// Whether the reader's week begins on a day; weeks begin on weekday 0 (Monday) or 6 (Sunday), as the server counts.
export function beginsWeek(isoDay) {
  const weekday = (noon(isoDay).getUTCDay() + 6) % 7;
  return weekday === Number(document.documentElement.dataset.weekStart ?? 0);
}

// A day as the reader writes it, without its weekday.
export function shortDay(isoDay) {
  const { dateFormat } = document.documentElement.dataset;
  if (dateFormat === "iso") return isoDay;
  const number = noon(isoDay).getUTCDate();
  return dateFormat === "mdy" ? `${month(isoDay)} ${number}` : `${number} ${month(isoDay)}`;
}

// A day given as YYYY-MM-DD, read as a calendar day and never moved by a time zone.
export function day(isoDay) {
  const { dateFormat } = document.documentElement.dataset;
  if (dateFormat === "iso") return isoDay;
  const weekday = WEEKDAY_NAMES.format(noon(isoDay));
  return dateFormat === "mdy" ? `${weekday}, ${shortDay(isoDay)}` : `${weekday} ${shortDay(isoDay)}`;
}

// The name of its month, short.
export function month(isoDay) {
  return MONTH_NAMES.format(noon(isoDay));
}

function noon(isoDay) {
  return new Date(`${isoDay}T12:00:00Z`);
}

export function fileSize(bytes) {
  return bytes < 1e6 ? `${number(bytes ? Math.max(bytes / 1000, 1) : 0)} kB` : `${number(bytes / 1e6, 1)} MB`;
}
