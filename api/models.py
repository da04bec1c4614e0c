"""How pydantic models read requests and write answers; APIFlask's own way loses what is said twice or wrongly."""

from __future__ import annotations

from typing import Any, get_args, get_origin

from apiflask.schema_adapters import registry
from apiflask.schema_adapters.pydantic import PydanticAdapter
from flask import Request
from pydantic import BaseModel, ConfigDict, ValidationError
from werkzeug.datastructures import MultiDict

from api.errors import Fault, of_pydantic, unprocessable
from api.json_body import read_json
from jobtracker.nearest import did_you_mean


class Query(BaseModel):
    """Base of the models of a query string: a parameter that is not there is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class Body(BaseModel):
    """Base of the models of a JSON body."""

    model_config = ConfigDict(extra="forbid")


class Adapter(PydanticAdapter):
    """Reads a query string with its repetitions and a body that is JSON and says so; problems name field and rule."""

    def validate_input(self, request: Request, location: str, **kwargs: Any) -> BaseModel:
        """The model, filled from one part of the request. Raises Problem."""
        if location == "query":
            data = _of_query(request.args, self.model_class)
        elif location == "json":
            data = read_json(request)
        else:
            raise NotImplementedError(f"models are read from query or json, not from {location}")
        try:
            return self.model_class.model_validate(data)
        except ValidationError as error:
            raise of_pydantic(error) from None

    def get_openapi_schema(self, **kwargs: Any) -> dict[str, Any]:
        """The model as the documentation shows it; of an answer, with all that it always has."""
        asked = issubclass(self.model_class, (Query, Body))
        return super().get_openapi_schema(mode="validation" if asked else "serialization")

    def serialize_output(self, data: Any, many: bool = False) -> Any:
        """The answer: a model of the right class is written as it is (api.answers)."""
        return data if type(data) is self.model_class else super().serialize_output(data, many)


def _of_query(args: MultiDict[str, str], model: type[BaseModel]) -> dict[str, Any]:
    known = {field.alias or name: _is_list(field.annotation) for name, field in model.model_fields.items()}
    if unknown := [name for name in args if name not in known]:
        raise unprocessable(Fault(name, f"is no parameter{did_you_mean(name, known)}") for name in unknown)
    many = {name for name, is_list in known.items() if is_list}
    if twice := [name for name, values in args.lists() if len(values) > 1 and name not in many]:
        raise unprocessable(Fault(name, "may be given once") for name in twice)
    return {name: values if name in many else values[0] for name, values in args.lists()}


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) in {list, tuple} or any(_is_list(part) for part in get_args(annotation))


registry.register("pydantic", Adapter)
