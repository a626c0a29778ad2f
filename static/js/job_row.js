// A row of the jobs page: the colour and icon of its state, how fast it gets on and how long it will take, and no
// stop button once it has ended.
import { onJob } from "./events.js";
import { duration, number } from "./format.js";
import { gettext, interpolate } from "./words.js";

const KINDS = { pending: "", running: "badge-plan", completed: "badge-ok", failed: "badge-bad" };
const LEAST_PERCENT = 2;

export function mount(row) {
  show(row);
  new MutationObserver(() => show(row)).observe(row, { attributes: true, attributeFilter: ["data-job-status"] });
  const seen = { percent: null, atMs: 0 };
  onJob((job) => job.id === row.dataset.jobId && showPace(row, job, seen));
}

function show(row) {
  const { jobStatus: status } = row.dataset;
  row.querySelector("[data-job-badge]").className = `badge ${KINDS[status] ?? ""}`;
  if (status !== "completed" && status !== "failed") return;
  row.querySelector("progress").hidden = true;
  row.querySelector("[data-job-cancel]")?.remove();
}

// By what this page has seen itself: the server's clock may be another. A job begun anew is measured anew.
function showPace(row, job, seen) {
  const place = row.querySelector("[data-job-pace]");
  const percent = job.progress_percent;
  if (job.status !== "running") place.textContent = "";
  if (seen.percent === null || percent < seen.percent) Object.assign(seen, { percent, atMs: performance.now() });
  const gained = percent - seen.percent;
  if (job.status !== "running" || gained < LEAST_PERCENT) return;
  const aMinute = (gained / (performance.now() - seen.atMs)) * 60000;
  place.textContent = interpolate(gettext("%(percent)s % a minute, %(left)s left"), { percent: number(aMinute), left: duration(((100 - percent) / aMinute) * 60) });
}
