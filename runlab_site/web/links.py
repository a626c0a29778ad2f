"""Addresses that an app offers to pages of apps below it, so that a page of runners can link to a session."""

from __future__ import annotations

from django.urls import reverse

__all__ = ["link_to", "offer", "offered"]

_offered: set[str] = set()


def offer(*url_names: str) -> None:
    """Let pages of every room link to these addresses."""
    _offered.update(url_names)


def offered() -> frozenset[str]:
    """Every address that is offered, by name."""
    return frozenset(_offered)


def link_to(url_name: str, *arguments: object) -> str:
    """The address of an offered page. Raises KeyError for one that no app offers."""
    if url_name not in _offered:
        raise KeyError(f"No app offers the address {url_name}.")
    return reverse(url_name, args=arguments)
