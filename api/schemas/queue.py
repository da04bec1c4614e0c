"""Queues of background work, as admins see them."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class TaskQueue(BaseModel):
    """A queue of background work."""

    model_config = ConfigDict(from_attributes=True)

    queue: str = Field(description="tasks, matching, mails.")
    waiting: int = Field(description="Pieces of work.")
    workers: int = Field(description="They do its work; one that was killed counts for two minutes more.")
    failed: int = Field(description="Of the last week.")
