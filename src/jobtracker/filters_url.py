"""Filters as the parameters of a URL, and back. What each parameter is stands in `filter_parameters`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from jobtracker.filter_parameters import PARAMETERS, Parameter
from jobtracker.filters import FilterError, Filters, Where
from jobtracker.where import write_where

_NONE: Final = Filters()
_MOST_SENT: Final = 200
"""Values of one parameter that are looked at, doubles and blanks among them."""


def read_filters(given: Mapping[str, Sequence[str]]) -> Filters:
    """The filters that the parameters of a URL ask for. Parameters of other names are passed over, blank values too.

    Raises FilterError, which names the parameter and the rule, for whatever cannot be understood.
    """
    found: dict[str, Any] = {}
    for parameter in PARAMETERS:
        if values := _values(parameter, given.get(parameter.name, ())):
            found[parameter.attribute] = values if parameter.most > 1 else values[0]
    if "pay_min" not in found:
        found.pop("pay_currency", None)
    return Filters(**found)


def write_filters(filters: Filters) -> list[tuple[str, str]]:
    """The parameters that `read_filters` reads as equal filters; what asks nothing is left out."""
    return [(parameter.name, value) for parameter in PARAMETERS for value in _written(parameter, filters)]


def _values(parameter: Parameter, sent: Sequence[str]) -> tuple[Any, ...]:
    if len(sent) > _MOST_SENT:
        raise _too_many(parameter)
    texts = [text for text in map(str.strip, sent) if text]
    values = dict.fromkeys(_read(parameter, text) for text in texts)
    if len(values) > parameter.most:
        raise _too_many(parameter)
    return tuple(sorted(values, key=_order)) if parameter.most > 1 else tuple(values)


def _too_many(parameter: Parameter) -> FilterError:
    return FilterError(parameter.name, f"at most {parameter.most} values" if parameter.most > 1 else "one value only")


def _read(parameter: Parameter, text: str) -> Any:
    if len(text) > parameter.max_length:
        raise FilterError(parameter.name, f"at most {parameter.max_length} characters")
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise FilterError(parameter.name, "no control characters, and no halves of characters")
    try:
        return parameter.read(text)
    except ValueError as error:
        raise FilterError(parameter.name, str(error)) from error


def _order(value: Any) -> str:
    """Without the words that were typed, so that equal filters have their values in one order."""
    if isinstance(value, Where):
        near = replace(value.near, label="") if value.near else None
        return write_where(replace(value, label="", near=near))
    return str(value)


def _written(parameter: Parameter, filters: Filters) -> Iterator[str]:
    value = getattr(filters, parameter.attribute)
    if value == getattr(_NONE, parameter.attribute) or (parameter.name == "pay_currency" and filters.pay_min is None):
        return
    for one in value if parameter.most > 1 else (value,):
        yield parameter.write(one)
