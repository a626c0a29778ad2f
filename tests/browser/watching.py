"""What must not happen on any page of any browser test, seen from the outside.

A test that goes where something of this is right says so by name: @pytest.mark.expects_problems("404 "). Whatever
contains one of those texts is left out.
"""

from __future__ import annotations

import itertools
import time

from tests.browser.steps import serious_on

POLLS = 4
SHORTEST_RHYTHM_MS = 250
RHYTHM_TOLERANCE = 0.3

# Looks at each page when it stands and when it is left, and tells what it sees by the console.
LOOKOUT = """
(() => {
  const told = new Set();
  const tell = (text) => { if (!told.has(text)) { told.add(text); console.error(text); } };
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
    tell(`policy: ${violatedDirective} ${blockedURI}`));
  const look = () => {
    if (!document.body) return;
    for (const [line] of document.body.innerText.matchAll(/.*\\b(None|NaN|undefined)\\b.*/g)) tell(`word: ${line.trim()}`);
    const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (innerWidth <= 390 && over > 0) tell(`sideways: ${over} px at ${location.pathname}`);
  };
  addEventListener("load", () => setTimeout(look, 300));
  addEventListener("pagehide", look);
  addEventListener("click", () => setTimeout(look, 300));
  window.lookNow = look;
})();
"""


class Watch:
    """Notes in `page.problems` what goes wrong on the pages of a browser's context."""

    def __init__(self, context, origins):
        self.origins = (*origins, "data:", "blob:", "about:")
        self.asked = {}
        context.add_init_script(LOOKOUT)
        context.on("page", self._watch)

    def _watch(self, page):
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(f"script: {error}"))
        page.on("console", lambda said: said.type == "error" and page.problems.append(_of_console(said.text)))
        page.on("response", lambda answer: answer.status >= 400 and page.problems.append(_of_answer(answer)))
        page.on("requestfailed", lambda request: page.problems.extend(_of_failure(request)))
        page.on("request", lambda request: page.problems.extend(self._of_request(page, request)))

    def _of_request(self, page, request):
        if request.is_navigation_request():
            self.asked.pop(page, None)
        elif not request.url.startswith(self.origins):
            yield f"foreign: {request.url}"
        else:
            times = self.asked.setdefault(page, {}).setdefault((request.method, request.url), [])
            times.append(1000 * time.monotonic())
            if is_rhythm(times[-POLLS:]):
                yield f"polling: {request.url}"


def is_rhythm(times_ms):
    """Whether so many requests came as a clock sends them."""
    gaps = [later - earlier for earlier, later in itertools.pairwise(times_ms)]
    if len(times_ms) < POLLS or min(gaps) < SHORTEST_RHYTHM_MS:
        return False
    return max(gaps) - min(gaps) <= RHYTHM_TOLERANCE * max(gaps)


def problems_of(context, expected=()):
    """What went wrong on a context's pages, with what axe and the words say of each as it stands now."""
    found = []
    for page in context.pages:
        if page.url.startswith("http"):
            page.evaluate("window.lookNow?.()")
            found += [f"axe: {rule} {place}" for rule, place in serious_on(page)]
        found += page.problems
    return [problem for problem in found if not any(text in problem for text in expected)]


def _of_console(text):
    return text if text.startswith(("word: ", "sideways: ", "policy: ")) else f"console: {text}"


def _of_answer(answer):
    return f"{answer.status} {answer.url}"


def _of_failure(request):
    """A request that failed; one that was given up because the page was left is none."""
    if request.failure and "ERR_ABORTED" not in request.failure:
        yield f"failed: {request.url} {request.failure}"
