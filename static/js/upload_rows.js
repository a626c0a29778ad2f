// The rows of one upload, rendered by the server and swapped in by HTMX. Each event of one of its jobs brings them
// up to date: one request at a time, and one more when events came meanwhile. Without events there are no requests.
import { isEnded, onJob } from "./events.js";
import { toast } from "./toast.js";
import { gettext } from "./words.js";

export function mount(element) {
  follow(element, {});
}

/** Adds the rows of upload `id` on top of `holder` and keeps them true. */
export async function followUpload(holder, id, { opensSession = false, opensFitness = false }) {
  const element = document.createElement("section");
  element.dataset.filesUrl = holder.dataset.filesUrl.replace("000000000000000000000000", id);
  element.dataset.upload = id;
  holder.prepend(element);
  follow(element, { opensSession, opensFitness });
  await refresh(element);
}

function follow(element, { opensSession, opensFitness }) {
  const chain = new Chain(element.dataset.upload);
  let isBusy = false;
  let isStale = false;
  const stop = onJob(async (job) => {
    if (!chain.takes(job)) return;
    isStale = true;
    if (isBusy) return;
    isBusy = true;
    while (isStale) {
      isStale = false;
      await refresh(element);
    }
    isBusy = false;
    if (!chain.isEnded) return;
    stop();
    ended(element, opensSession, opensFitness);
  });
}

// The jobs of an upload: its own and all that follow from them.
class Chain {
  constructor(upload) {
    this.upload = upload;
    this.open = new Set();
    this.done = new Set();
  }

  takes(job) {
    if (job.upload !== this.upload && !this.open.has(job.id)) return false;
    this.open.add(job.id);
    for (const next of job.next_jobs) if (!this.done.has(next)) this.open.add(next);
    if (isEnded(job.status)) {
      this.open.delete(job.id);
      this.done.add(job.id);
    }
    return true;
  }

  get isEnded() {
    return this.open.size === 0;
  }
}

// A request that fails leaves the rows as they were: the next event asks again.
function refresh(element) {
  return htmx.ajax("GET", element.dataset.filesUrl, { source: element, target: element }).catch(() => null);
}

// The first run opens its session, a first history the page of fitness with what was counted.
function ended(element, opensSession, opensFitness) {
  const link = element.querySelector("a[data-session]");
  const history = element.querySelector("a[data-history]");
  if (opensSession && link) location.assign(link.href);
  else if (opensFitness && history) location.assign(history.href);
  else toast(element.querySelector("[data-summary]").textContent, link && { label: gettext("Open"), href: link.href });
}
