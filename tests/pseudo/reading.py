"""What of a page's text is not in the pseudo-language, and no data either: text that missed gettext."""

from __future__ import annotations

import re

from lxml import html

from tests.pseudo.language import CLOSE, OPEN

# Signs, units and names that read the same in every language.
SAME_EVERYWHERE = frozenset(
    [
        "Runlab",
        "API",
        "VDOT",
        "CTL",
        "ATL",
        "TSB",
        "HRV",
        "GPS",
        "rTSS",
        "hrTSS",
        "km",
        "mi",
        "min",
        "ms",
        "kg",
        "cm",
        "ft",
        "yd",
        "kB",
        "MB",
        "mph",
        "hPa",
        "UTC",
        "ZIP",
        "FIT",
        "GPX",
        "TCX",
        "fit",
        "gpx",
        "tcx",
        "zip",
        "gz",
        "csv",
    ]
)
# Days and months that a script writes are the browser's, in the page's language.
_CALENDAR = "Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_DATA = re.compile(
    r"\S+@\S+|https?://\S+|\S+\.(?:fit|gpx|tcx|zip)\b|\brl_\w+|\b[a-z]+:(?:read|write)\b|\b[0-9a-f]{24}\b|\b\w+@\d+"
)
_WORD = re.compile(r"\b[A-Za-z]{2,}\b")

# Of the whole page in the order of its text, since a message may hold links and bold words; and of each attribute.
TEXTS_OF_PAGE = """
() => {
  const skipped = new Set(["SCRIPT", "STYLE", "TEMPLATE", "DATALIST", "TEXTAREA"]);
  const parts = [];
  const read = (node) => {
    if (node.nodeType === Node.TEXT_NODE) parts.push(node.data);
    else if (node.nodeType === Node.ELEMENT_NODE && !skipped.has(node.tagName)) {
      parts.push(" ");
      node.childNodes.forEach(read);
      parts.push(" ");
    }
  };
  read(document.body);
  const named = ["title", "aria-label", "placeholder", "alt", "data-label"];
  const attributes = named.flatMap((name) => [...document.querySelectorAll(`[${name}]`)].map((one) => one.getAttribute(name)));
  return [document.title, parts.join(""), ...attributes];
}
"""


def plain_words(text: str, data: frozenset[str] = frozenset()) -> list[str]:
    """Words outside of all brackets that are neither `data` nor the same everywhere.

    Raises ValueError where a bracket has no partner: a message was cut.
    """
    known = SAME_EVERYWHERE | data | set(_CALENDAR.split())
    return [word for word in _WORD.findall(_DATA.sub(" ", _outside(text))) if word not in known]


def _outside(text: str) -> str:
    depth, kept = 0, []
    for character in text:
        if character == OPEN:
            depth += 1
        elif character == CLOSE:
            depth -= 1
        elif depth == 0:
            kept.append(character)
        if character == CLOSE:
            kept.append(" ")
        if depth < 0:
            break
    if depth:
        raise ValueError(f"A message was cut: the brackets do not match in {' '.join(text.split())[:200]!r}.")
    return "".join(kept)


_SKIPPED = {"script", "style", "template", "datalist", "textarea"}
_READ = ("title", "aria-label", "placeholder", "alt", "data-label")


def texts_of_html(content: bytes) -> list[str]:
    """The same of a page as the server sends it."""
    page = html.fromstring(content)
    for skipped in page.xpath("|".join(f"//{name}" for name in sorted(_SKIPPED))):
        skipped.drop_tree()
    attributes = [one.get(name) for name in _READ for one in page.xpath(f"//*[@{name}]")]
    return [" ".join(page.itertext()), *attributes]
