"""Reads declared query parameters; undeclared ones are refused, never ignored."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rest_framework.request import Request

    Fields = Mapping[str, serializers.Field[Any, Any, Any, Any]]

__all__ = ["parameters_serializer", "read_parameters"]

# Read by the negotiation, before any view.
_ALWAYS = ("format",)


def read_parameters(fields: Fields, request: Request) -> dict[str, Any]:
    """The parameters of a request by their declared fields.

    Raises ValidationError for unknown names, names given twice and values that are not allowed.
    """
    given = request.query_params
    _refuse(
        (name, "unknown", f"There is no parameter {name} here.")
        for name in given
        if name not in fields and name not in _ALWAYS
    )
    _refuse(
        (name, "repeated", f"{name} is given more than once.")
        for name in given
        if len(given.getlist(name)) > 1
    )
    serializer = parameters_serializer(fields)(
        data={name: given[name] for name in given if name not in _ALWAYS}
    )
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def parameters_serializer(fields: Fields) -> type[serializers.Serializer[Any]]:
    """A serializer class of declared fields, for reading and for the schema."""
    copies = {name: copy.deepcopy(field) for name, field in fields.items()}
    return type("QueryParameters", (serializers.Serializer,), copies)


def _refuse(problems: Iterable[tuple[str, str, str]]) -> None:
    errors: dict[str, Any] = {name: [ErrorDetail(text, code)] for name, code, text in problems}
    if errors:
        raise ValidationError(errors)
