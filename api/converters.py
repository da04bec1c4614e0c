"""Parts of paths."""

from werkzeug.routing import IntegerConverter


class Id(IntegerConverter):
    """`<int:...>`: a number that every database can hold; any other does not exist."""

    regex = r"\d{1,18}"
