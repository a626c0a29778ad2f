// The page's side of the event stream: keeps the "Live" mark true, updates every [data-job-id] on the page and
// lets modules listen by onJob(). Nothing here asks the server again and again.
import { openStream } from "./event_stream.js";
import { toast } from "./toast.js";
import { gettext } from "./words.js";

const listeners = new Set();
const commentListeners = new Set();
const toldComments = new Set();
const WORDS = { live: gettext("Live"), connecting: gettext("Connecting"), reconnecting: gettext("Reconnecting") };
const JOB_WORDS = { pending: gettext("Waiting"), running: gettext("Running"), completed: gettext("Done"), failed: gettext("Failed") };

export function onJob(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function onComment(listener) {
  commentListeners.add(listener);
  return () => commentListeners.delete(listener);
}

export function startEvents() {
  const { eventsUrl, personId } = document.body.dataset;
  if (!eventsUrl) return;
  const url = new URL(eventsUrl, location.href).href;
  if (typeof SharedWorker === "undefined") listenAlone(url);
  else listenThroughWorker(url, personId);
}

function listenThroughWorker(url, personId) {
  const worker = new SharedWorker(new URL("./events_worker.js", import.meta.url), { type: "module", name: "events" });
  const hello = () => worker.port.postMessage({ type: "hello", url, personId });
  worker.port.addEventListener("message", ({ data }) => receive(data));
  worker.port.start();
  hello();
  addEventListener("pagehide", () => worker.port.postMessage({ type: "bye" }));
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
}

function listenAlone(url) {
  const stream = openStream(url, {
    onJob: (job) => receive({ type: "job", job }),
    onComment: (comment) => receive({ type: "comment", comment }),
    onState: (state) => receive({ type: "state", state }),
  });
  addEventListener("pagehide", () => stream.close());
}

function receive(message) {
  if (message.type === "state") showState(message.state);
  if (message.type === "job") receiveJob(message.job);
  if (message.type === "comment") receiveComment(message.comment);
}

function showState(state) {
  for (const mark of document.querySelectorAll("[data-live]")) {
    mark.dataset.state = state;
    mark.querySelector("[data-live-text]").textContent = WORDS[state];
  }
}

function receiveJob(job) {
  for (const element of document.querySelectorAll(`[data-job-id="${CSS.escape(job.id)}"]`)) update(element, job);
  for (const listener of listeners) listener(job);
}

// Where the thread is not on the page, a toast leads to it: once a comment, and only for who has not read it.
function receiveComment(comment) {
  for (const listener of commentListeners) listener(comment);
  const { personId } = document.body.dataset;
  if (!comment.unread_by.includes(personId) || toldComments.has(comment.id)) return;
  toldComments.add(comment.id);
  if (document.querySelector(`[data-thread="${CSS.escape(comment.thread)}"]`)) return;
  toast(gettext("New comment."), { label: gettext("Read"), href: `/comments/${comment.id}/` });
}

function update(element, job) {
  const wasEnded = isEnded(element.dataset.jobStatus);
  element.dataset.jobStatus = job.status;
  setAll(element, "[data-job-message]", (part) => (part.textContent = job.message ?? ""));
  setAll(element, "[data-job-percent]", (part) => (part.textContent = `${job.progress_percent} %`));
  setAll(element, "[data-job-word]", (part) => (part.textContent = JOB_WORDS[job.status] ?? job.status));
  setAll(element, "progress", (part) => (part.value = job.progress_percent));
  if (isEnded(job.status) && !wasEnded) element.dispatchEvent(new CustomEvent("job:end", { bubbles: true, detail: job }));
}

export function isEnded(status) {
  return status === "completed" || status === "failed";
}

function setAll(element, selector, change) {
  for (const part of element.querySelectorAll(selector)) change(part);
}
