// A SharedWorker that holds the ONE event stream of this browser and feeds it to every tab. Six streams would
// use up the browser's connections to the site, and the seventh page would never load.
import { openStream } from "./event_stream.js";

const ports = new Map(); // port -> id of the signed-in person
let stream = null;
let person = null;
let lastState = "connecting";

self.addEventListener("connect", ({ ports: [port] }) => {
  port.addEventListener("message", ({ data }) => answer(port, data));
  port.start();
});

function answer(port, message) {
  if (message.type === "hello") join(port, message);
  if (message.type === "bye") leave(port);
}

function join(port, { url, personId }) {
  ports.set(port, personId);
  const isFresh = stream === null || personId !== person;
  if (isFresh) open(url, personId);
  else {
    port.postMessage({ type: "state", state: lastState });
    for (const job of stream.jobs.values()) port.postMessage({ type: "job", job });
  }
}

// Someone else signed in: the old person's stream must not go on.
function open(url, personId) {
  stream?.close();
  person = personId;
  stream = openStream(url, {
    onJob: (job) => tell({ type: "job", job }),
    onComment: (comment) => tell({ type: "comment", comment }),
    onState: (state) => {
      lastState = state;
      tell({ type: "state", state });
    },
  });
}

function leave(port) {
  ports.delete(port);
  port.close();
  if (ports.size > 0) return;
  stream?.close();
  stream = null;
}

function tell(message) {
  for (const [port, personId] of ports) if (personId === person) port.postMessage(message);
}
