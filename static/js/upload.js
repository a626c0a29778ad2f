// The upload page: drop or choose many files, see each one leave, then watch the server read them. The rows of
// what the server knows are rendered by the server and brought up to date when an event says so.
import { fileSize, number } from "./format.js";
import { toast } from "./toast.js";
import { followUpload } from "./upload_rows.js";
import { gettext, interpolate } from "./words.js";

const READ = /\.(fit|gpx|tcx)(\.gz)?$|\.(zip|csv)$/i; // a table tells names and notes of the files beside it

export function mount(root) {
  const input = root.querySelector("input[type=file]");
  const drop = root.querySelector("[data-drop]");
  root.querySelector("[data-choose]").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    send(root, [...input.files]);
    input.value = "";
  });
  root.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => hover(event, drop, true));
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, (event) => hover(event, drop, false));
  drop.addEventListener("drop", (event) => send(root, [...event.dataTransfer.files]));
}

function hover(event, drop, isOver) {
  event.preventDefault();
  drop.dataset.over = String(isOver);
}

function send(root, chosen) {
  const limit = Number(root.dataset.maxFileBytes);
  const rows = chosen.map((file) => addRow(root, file, whyNot(file, limit)));
  const files = chosen.filter((file) => !whyNot(file, limit));
  if (!files.length) return;
  const sent = rows.filter((_, index) => !whyNot(chosen[index], limit));
  post(root, files, sent);
}

function whyNot(file, limit) {
  if (!READ.test(file.name)) return gettext("Not a watch file. Runlab reads .fit, .gpx, .tcx and .zip.");
  const bound = file.name.toLowerCase().endsWith(".zip") ? Infinity : limit;
  if (file.size > bound) return interpolate(gettext("Larger than %(limit)s. Split it, or ask who runs this site to raise the limit."), { limit: fileSize(limit) });
  if (file.size === 0) return gettext("The file is empty. Export it again from your watch.");
  return null;
}

function addRow(root, file, problem) {
  root.querySelector("[data-sending]").hidden = false;
  const kind = problem ? "rejected" : "sending";
  const row = root.querySelector(`template[data-row=${kind}]`).content.firstElementChild.cloneNode(true);
  row.querySelector("[data-name]").textContent = file.name;
  row.querySelector("[data-size]").textContent = fileSize(file.size);
  if (problem) row.querySelector("[data-text]").textContent = problem;
  if (/\.zip$/i.test(file.name)) row.dataset.isArchive = "true";
  root.querySelector("[data-sending-rows]").prepend(row);
  return row;
}

// One request for all of them: the bytes go out in the order of the files, so the count says which one is leaving.
function post(root, files, rows) {
  const body = new FormData();
  if (root.dataset.runner) body.append("runner", root.dataset.runner);
  for (const file of files) body.append("files", file, file.name);
  const request = new XMLHttpRequest();
  request.open("POST", root.dataset.uploadUrl);
  request.setRequestHeader("X-CSRFToken", root.querySelector("[name=csrfmiddlewaretoken]").value);
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  request.upload.addEventListener("progress", ({ loaded }) => showSent(files, rows, loaded));
  request.addEventListener("load", () => answered(root, request, rows));
  request.addEventListener("error", () => failed(root, rows, gettext("The connection broke before the files arrived."), () => post(root, files, rows)));
  request.send(body);
}

function showSent(files, rows, loaded) {
  let before = 0;
  files.forEach((file, index) => {
    const share = Math.min(1, Math.max(0, (loaded - before) / file.size));
    rows[index].querySelector("progress").value = share * 100;
    rows[index].querySelector("[data-percent]").textContent = `${number(share * 100)} %`;
    rows[index].querySelector("[data-text]").textContent = share === 1 ? gettext("Sent") : share > 0 ? gettext("Sending") : gettext("Waiting");
    before += file.size;
  });
}

function answered(root, request, rows) {
  if (request.status !== 202) return failed(root, rows, problemText(request), null);
  for (const row of rows) row.remove();
  root.querySelector("[data-sending]").hidden = !root.querySelector("[data-sending-rows]").children.length;
  const isFirst = root.dataset.isFirst === "true";
  followUpload(root.querySelector("[data-uploads]"), request.response.upload, {
    opensSession: isFirst && rows.length === 1 && !rows[0].dataset.isArchive,
    opensFitness: isFirst,
  });
}

function problemText(request) {
  const problem = request.response;
  return problem?.errors?.[0]?.detail ?? problem?.detail ?? gettext("The server did not take the files. Try again in a minute.");
}

function failed(root, rows, text, retry) {
  for (const row of rows) {
    row.dataset.status = "rejected";
    row.querySelector("[data-text]").textContent = text;
    row.querySelector("progress").hidden = true;
    row.querySelector("[data-percent]").textContent = "";
  }
  if (retry) toast(text, { label: gettext("Try again"), run: retry });
}
