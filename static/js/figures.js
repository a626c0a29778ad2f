// A page's figures: greyed while jobs of its runner make them anew, and swapped for the new ones when these have ended.
import { isEnded, onJob } from "./events.js";

const KINDS = new Set(["file_processing", "statistics_recomputation", "session_analysis"]);

export function mount(note) {
  const open = new Set(note.dataset.jobs.split(" ").filter(Boolean));
  const done = new Set();
  show(note, open.size > 0);
  onJob((job) => {
    const isOurs = job.runner === note.dataset.runner && KINDS.has(job.type) && !isEnded(job.status);
    if (isEnded(job.status)) done.add(job.id);
    if (!open.has(job.id) && !isOurs) return;
    follow(open, done, job);
    show(note, true);
    if (open.size === 0) refresh(note);
  });
}

function follow(open, done, job) {
  if (!isEnded(job.status)) return open.add(job.id);
  open.delete(job.id);
  for (const next of job.next_jobs) if (!done.has(next)) open.add(next);
}

function show(note, isPending) {
  note.hidden = !isPending;
  for (const part of document.querySelectorAll("[data-figures]")) {
    part.toggleAttribute("data-pending", isPending);
    part.setAttribute("aria-busy", String(isPending));
  }
}

// Only the figures: what someone is typing beside them stays. A page that is gone meanwhile stays as it was.
async function refresh(note) {
  const parts = [...document.querySelectorAll("[data-figures]")].map(({ id }) => `#${id}`).join(",");
  await htmx.ajax("GET", location.href, { source: note, swap: "none", selectOOB: parts }).catch(() => null);
  show(note, false);
}
