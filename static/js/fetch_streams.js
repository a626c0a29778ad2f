// A session's recording. While it is written anew the server says so, and when to ask again; that is done some times.

const MOST_TRIES = 12;
const USUAL_WAIT_S = 2;

export async function fetchStreams(url) {
  for (let tries = 1; ; tries += 1) {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (answer.status !== 503 || tries === MOST_TRIES) return answer;
    const waitS = Number(answer.headers.get("Retry-After")) || USUAL_WAIT_S;
    await new Promise((resume) => setTimeout(resume, waitS * 1000));
  }
}
