"""What all answers share."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """Base of the models of answers: they name whatever is in it."""

    model_config = ConfigDict(extra="forbid")
