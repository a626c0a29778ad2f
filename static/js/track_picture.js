// A small drawing of the track, north up, from the session's own positions.

import { fetchStreams } from "./fetch_streams.js";

const SIZE = { width: 156, height: 108, edge: 10 };
const POINTS = 240;

export async function mount(svg) {
  const query = new URLSearchParams({ columns: "latitude_deg,longitude_deg", max_points: String(POINTS) });
  const answer = await fetchStreams(`${svg.dataset.streamsUrl}?${query}`);
  if (!answer.ok) return;
  const { latitude_deg: latitudes = [], longitude_deg: longitudes = [] } = (await answer.json()).columns;
  const places = latitudes.flatMap((latitude, row) => (latitude === null || longitudes[row] === null ? [] : [[longitudes[row], latitude]]));
  if (places.length > 1) svg.querySelector("path").setAttribute("d", outline(places));
  else svg.setAttribute("hidden", "");
}

// Longitudes are shortened by the cosine of the latitude, so that a round lap looks round.
function outline(places) {
  const shrink = Math.cos((places[0][1] * Math.PI) / 180);
  const xs = places.map(([longitude]) => longitude * shrink);
  const ys = places.map(([, latitude]) => -latitude);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
  const scale = Math.min((SIZE.width - 2 * SIZE.edge) / (width || 1e-9), (SIZE.height - 2 * SIZE.edge) / (height || 1e-9));
  const dx = (SIZE.width - width * scale) / 2;
  const dy = (SIZE.height - height * scale) / 2;
  return xs.map((x, row) => `${row ? "L" : "M"}${(dx + (x - left) * scale).toFixed(1)} ${(dy + (ys[row] - top) * scale).toFixed(1)}`).join("");
}
