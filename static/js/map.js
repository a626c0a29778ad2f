// The track on a quiet grid, or on tiles where the site names a server for them (data-tile-url).
import "../vendor/leaflet/leaflet.js";
import { colour, onThemeChange } from "./colours.js";
import { metresPerUnit, units } from "./format.js";
import { gettext } from "./words.js";

const { L } = window;
const MOST_MARKS = 14;

/** Opens the map in `host`; null when the run has no positions. `onPoint(time_s)` tells where the pointer is. */
export function openMap(host, columns, onPoint) {
  const rows = rowsWithPosition(columns);
  if (!host || rows.length < 2) {
    host?.closest("[data-map-card]")?.setAttribute("hidden", "");
    return null;
  }
  const map = L.map(host, { attributionControl: Boolean(host.dataset.tileUrl), scrollWheelZoom: false, preferCanvas: true, zoomControl: false });
  L.control.zoom({ zoomInTitle: gettext("Zoom in"), zoomOutTitle: gettext("Zoom out") }).addTo(map);
  if (host.dataset.tileUrl) addTiles(map, host);
  L.control.scale({ metric: units() === "km", imperial: units() === "mi" }).addTo(map);
  const track = new Track(map, columns, rows);
  map.fitBounds(track.line.getBounds(), { padding: [24, 24] });
  map.on("mousemove", ({ latlng }) => onPoint(columns.time_s[track.nearestRow(latlng)]));
  onThemeChange(() => track.recolour());
  return track;
}

class Track {
  constructor(map, columns, rows) {
    this.map = map;
    this.columns = columns;
    this.rows = rows;
    this.line = L.polyline(pieces(columns, rows), { color: colour("ink-2"), weight: 3.5, interactive: false }).addTo(map);
    this.stretch = L.polyline([], { color: colour("pace"), weight: 5, interactive: false }).addTo(map);
    this.cursor = L.circleMarker(this.place(rows[0]), { radius: 6, weight: 2, color: colour("surface"), fillColor: colour("heart-rate"), fillOpacity: 1, interactive: false });
    for (const [row, name] of unitMarks(columns, rows)) addMark(map, this.place(row), name);
  }

  place(row) {
    return [this.columns.latitude_deg[row], this.columns.longitude_deg[row]];
  }

  // Moments are given in seconds from the start, since curves may show finer rows than the map has.
  showCursor(time) {
    const row = time === null ? -1 : this.columns.time_s.findIndex((one) => one >= time);
    if (row < 0 || this.columns.latitude_deg[row] === null) this.cursor.remove();
    else this.cursor.setLatLng(this.place(row)).addTo(this.map);
  }

  showStretch(from, to) {
    const times = this.columns.time_s;
    const inside = from === null ? [] : this.rows.filter((row) => times[row] >= from && times[row] <= to);
    this.stretch.setLatLngs(inside.map((row) => this.place(row)));
  }

  nearestRow({ lat, lng }) {
    const shrink = Math.cos((lat * Math.PI) / 180) ** 2;
    let best = this.rows[0];
    let bestSquare = Infinity;
    for (const row of this.rows) {
      const square = (this.columns.latitude_deg[row] - lat) ** 2 + (this.columns.longitude_deg[row] - lng) ** 2 * shrink;
      if (square < bestSquare) [best, bestSquare] = [row, square];
    }
    return best;
  }

  recolour() {
    this.line.setStyle({ color: colour("ink-2") });
    this.stretch.setStyle({ color: colour("pace") });
    this.cursor.setStyle({ color: colour("surface"), fillColor: colour("heart-rate") });
  }
}

function rowsWithPosition({ latitude_deg: latitudes, longitude_deg: longitudes }) {
  if (!latitudes || !longitudes) return [];
  return latitudes.flatMap((latitude, row) => (latitude === null || longitudes[row] === null ? [] : [row]));
}

// A pause ends a piece: no line is drawn across it.
function pieces(columns, rows) {
  const all = [[]];
  for (const row of rows) {
    all.at(-1).push([columns.latitude_deg[row], columns.longitude_deg[row]]);
    if (columns.pauseAfter.has(row)) all.push([]);
  }
  return all.filter((piece) => piece.length > 0);
}

// Whole km or miles, thinned so that they stay readable.
function unitMarks(columns, rows) {
  const unit = metresPerUnit();
  const total = (columns.distance_m?.[rows.at(-1)] ?? 0) / unit;
  const step = [1, 2, 5, 10, 20, 50].find((candidate) => total / candidate <= MOST_MARKS) ?? 100;
  const marks = [];
  let next = step;
  for (const row of rows) {
    if ((columns.distance_m?.[row] ?? 0) / unit < next) continue;
    marks.push([row, String(next)]);
    next += step;
  }
  return marks;
}

function addMark(map, place, name) {
  const icon = L.divIcon({ className: "map-mark", html: name, iconSize: [20, 20] });
  L.marker(place, { icon, interactive: false, keyboard: false }).addTo(map);
}

function addTiles(map, host) {
  host.classList.add("map-tiles");
  L.tileLayer(host.dataset.tileUrl, { attribution: host.dataset.tileAttribution ?? "", maxZoom: 19 }).addTo(map);
}
