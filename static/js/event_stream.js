// One EventSource on the site's job events. The browser itself resumes by Last-Event-ID after a broken line;
// when the server refuses (restarting), a new stream is opened and its snapshot says what was missed.

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30000;
const JOBS_KEPT = 200;

export function openStream(url, { onJob, onComment, onState }) {
  const stream = { jobs: new Map(), source: null, timer: 0, retryMs: FIRST_RETRY_MS, close };
  connect();
  return stream;

  function connect() {
    onState("connecting");
    stream.source = new EventSource(url);
    stream.source.addEventListener("open", () => {
      stream.retryMs = FIRST_RETRY_MS;
      onState("live");
    });
    stream.source.addEventListener("job", ({ data }) => receive(JSON.parse(data)));
    stream.source.addEventListener("comment", ({ data }) => onComment(JSON.parse(data)));
    stream.source.addEventListener("error", reconnect);
  }

  function receive(job) {
    stream.jobs.delete(job.id);
    stream.jobs.set(job.id, job);
    if (stream.jobs.size > JOBS_KEPT) stream.jobs.delete(stream.jobs.keys().next().value);
    onJob(job);
  }

  function reconnect() {
    onState("reconnecting");
    if (stream.source.readyState !== EventSource.CLOSED) return;
    clearTimeout(stream.timer);
    stream.timer = setTimeout(connect, stream.retryMs);
    stream.retryMs = Math.min(LONGEST_RETRY_MS, stream.retryMs * 2);
  }

  function close() {
    clearTimeout(stream.timer);
    stream.source.close();
  }
}
