"""How much a page weighs on its way to a phone: its HTML, and all scripts it asks for, as gzip sends them."""

from __future__ import annotations

import gzip

HTML_MAX_BYTES = 60 * 1024
SCRIPTS_MAX_BYTES = 120 * 1024


class Weights:
    """Notes what comes with each page that a browser's page opens."""

    def __init__(self, page):
        self._page = page
        self._came = []
        self._scripts = {}
        page.on("response", self._note)

    def _note(self, answer):
        self._came.append(answer)

    def too_heavy(self):
        """What of the page that was opened last is beyond its budget, in bytes: {} when nothing is."""
        html, scripts = self._weigh()
        budgets = {"html": (html, HTML_MAX_BYTES), "scripts": (scripts, SCRIPTS_MAX_BYTES)}
        return {what: size for what, (size, most) in budgets.items() if size > most}

    def _weigh(self):
        """Bytes of the document and of all scripts: from the network or the browser's own store."""
        html, urls = 0, set()
        for answer in self._came:
            kind = answer.request.resource_type
            if kind == "document" and answer.status == 200:
                html = _packed(answer)
            elif kind == "script" and answer.status == 200:
                urls.add(answer.url)
                if answer.url not in self._scripts:
                    self._scripts[answer.url] = _packed(answer)
        self._came.clear()
        return html, sum(self._scripts[url] for url in urls)


def _packed(answer):
    return len(gzip.compress(answer.body()))
