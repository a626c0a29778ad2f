// An illness or injury goes into the athlete's calendar; the page is then read anew, with the note on its chart.
import { gettext } from "./words.js";

const ENTRIES = "/api/v1/calendar-entries/";

export function mount(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const sentence = await send(form);
    if (!sentence) return location.reload();
    const error = form.querySelector("[data-error]");
    error.textContent = sentence;
    error.hidden = false;
  });
}

// What was wrong, in words; nothing when it is written.
async function send(form) {
  const { csrfmiddlewaretoken: token, ...entry } = Object.fromEntries(new FormData(form));
  entry.runner = form.dataset.runner;
  entry.last_day ||= entry.day;
  const answer = await fetch(ENTRIES, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(entry),
  }).catch(() => null);
  if (answer?.ok) return "";
  return answer ? problem(await answer.json()) : gettext("The network is away: nothing was noted. Try again.");
}

function problem({ detail, errors = [] }) {
  return errors.map((error) => error.detail).join(" ") || detail;
}
