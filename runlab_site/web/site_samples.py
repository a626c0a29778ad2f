"""Samples of the site's own components."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator

from runlab_site.web.navigation import Link, Navigation
from runlab_site.web.samples import Sample
from runlab_site.web.why import Input, Why

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.paginator import Page

__all__ = ["site_samples"]

LONG = "Wilhelmina Featherstonehaugh-Vandenberghe of the Northern Valleys Mountain Running Club"
RUNNER_ID = "0" * 24


class _SampleForm(forms.Form):
    """Fields of each kind."""

    name = forms.CharField(label="Name", help_text="As others see it.")
    kind = forms.ChoiceField(label="Kind", choices=[("easy", "Easy run"), ("race", "Race")])
    notes = forms.CharField(label="Notes", widget=forms.Textarea(attrs={"rows": 2}), required=False)

    def clean(self) -> dict[str, Any]:
        """Something is wrong with the whole of it, for the sample's sake."""
        raise forms.ValidationError("The race is before the plan begins.")


def site_samples() -> Iterator[Sample]:
    """Every component of templates/components in each of its states."""
    yield from _badges()
    yield from _tiles()
    yield from _forms()
    yield from _places()
    yield from _explanations()
    yield from _lists()
    yield from _frame()


def _badges() -> Iterator[Sample]:
    kinds = {
        "": ("circle-dashed", "Done"),
        "plan": ("calendar", "Today"),
        "ok": ("circle-check", "As planned"),
        "warn": ("triangle-alert", "Shorter"),
        "bad": ("octagon-alert", "Injured"),
    }
    for kind, (icon, text) in kinds.items():
        yield _sample("badge", kind or "neutral", kind=kind, icon_name=icon, text=text)
    yield _sample("badge", "words alone, with a hint", text="Key workout", hint="The week is built around it")
    yield _sample("badge", "long", kind="warn", icon_name="triangle-alert", text=LONG[:48])


def _tiles() -> Iterator[Sample]:
    yield _sample("tile", "figure", label="Load", value="84")
    yield _sample(
        "tile",
        "with all",
        label="Fitness CTL",
        value="52",
        note="+3 in 7 days",
        swatch="ctl",
        why="#why-sample",
    )
    for kind, icon in (("ok", "circle-check"), ("warn", "triangle-alert"), ("bad", "octagon-alert")):
        yield _sample("tile", kind, label="Ramp", value="+6.1", note="a week", note_icon=icon, note_kind=kind)
    yield _sample("tile", "unknown", label="Drift", value="–", note="no heart rate was recorded")
    yield _sample("tile", "long", label="Flat-equivalent pace", value="12:34:56", note=LONG)


def _forms() -> Iterator[Sample]:
    empty, wrong = _SampleForm(), _SampleForm({"name": "", "kind": "relay", "notes": LONG})
    for name in empty.fields:
        yield _sample("field", f"{name}, empty", field=empty[name])
        yield _sample("field", f"{name}, sent", field=wrong[name])
    yield _sample("form_errors", "none", form=empty)
    yield _sample("form_errors", "of the whole form", form=wrong)
    yield _sample("time_zones", "not seen: names for a field", zones=("Europe/Berlin", "Europe/Oslo"))


def _places() -> Iterator[Sample]:
    tabs = _links()
    runner = {"name": "Mara Lindqvist"}
    yield _sample("runner_head", "one's own", title="Fitness", lead="Every run moves it.")
    yield _sample(
        "runner_head",
        "of another",
        title="Fitness",
        lead="Every run moves it.",
        runner=runner,
        runner_tabs=tabs,
    )
    yield _sample("runner_head", "long", title=LONG, runner={"name": LONG}, runner_tabs=tabs)
    yield _sample("runner_tabs", "one's own: none", runner=runner, runner_tabs=())
    yield _sample("runner_tabs", "of another", runner=runner, runner_tabs=tabs)
    nav = Navigation(tabs, ("today", "fitness"), "/", "Find athlete", _athletes())
    yield _sample("nav_links", "an athlete's", nav=Navigation(tabs, ("today",), "", ""))
    yield _sample("nav_links", "a coach's", nav=nav)
    yield _sample("rail", "wide screens", nav=nav)
    yield _sample("phone_tabs", "phones", nav=nav)


def _explanations() -> Iterator[Sample]:
    short = Why("load", "Load", "How much the run asked for.")
    full = Why(
        "ctl",
        "Fitness",
        "The mean load of about six weeks, the last days counting most.",
        (Input("Yesterday", "51.2"), Input("Load of today", "84", "/")),
        "51.2 + (84 − 51.2) ÷ 42",
        "Banister 1975",
        ("the run of 3 May: no heart rate",),
        "Between 48 and 56.",
        "a load for the run of 3 May",
    )
    yield _sample("why", "short", why=short)
    yield _sample("why", "with all", why=full)
    yield _sample("why_button", "question mark", why="#why-sample", label="Load")


def _lists() -> Iterator[Sample]:
    yield _sample("empty", "with a way on", title="Nothing yet", text="Upload a run.", **_way_on())
    yield _sample("empty", "no way on, long", title=LONG, text=f"{LONG}. {LONG}.")
    yield _sample("pages", "one page: none", page=_page(1, of=20))
    for number, state in ((1, "first"), (2, "middle"), (3, "last")):
        yield _sample("pages", state, page=_page(number, of=120))
    yield _sample("newer_and_older", "all fits: none", newer="", older="")
    yield _sample("newer_and_older", "newest", newer="", older="a")
    yield _sample("newer_and_older", "middle", newer="a", older="b")


def _frame() -> Iterator[Sample]:
    yield _sample("brand", "mark and name")
    yield _sample("live", "before it is connected")
    yield _sample("styles", "not seen: the style sheets")
    yield _sample("chart_files", "not seen: what draws charts")
    yield _sample("toasts", "nothing said", messages=())
    said = [Message(SUCCESS, "Sent."), Message(SUCCESS, "Deleted.", "/"), Message(SUCCESS, f"{LONG}.")]
    yield _sample("toasts", "said, to be undone, long", messages=said)


def _sample(name: str, state: str, **context: Any) -> Sample:
    return Sample(f"components/{name}.html", state, context)


def _way_on() -> dict[str, str]:
    return {"action_url": "/", "action_label": "Upload runs", "action_icon": "upload"}


def _page(number: int, *, of: int) -> Page[int]:
    return Paginator(range(of), 50).page(number)


def _links() -> tuple[Link, ...]:
    return (
        Link("today", "Today", "sun", "/", "Today"),
        Link("fitness", "Fitness", "trending-up", "/", "Fitness", is_current=True),
    )


def _athletes() -> tuple[Link, ...]:
    return tuple(Link(RUNNER_ID, name, "user", "/", name) for name in ("Mara Lindqvist", LONG))
