"""What a request or an answer may look like, shown in the OpenAPI document. Everybody in an example is invented."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel

Model = TypeVar("Model", bound=type[BaseModel])

RECORDED = {"recorded_at": "2019-11-05T09:12:44.018221Z", "recorded_by": "staff:zahra"}
"""What is said of every fact that stands."""


def example(**values: Any) -> Callable[[Model], Model]:
    """Show these values, as they stand in JSON, as the example of a draft or a view.

    What a view may have and is not stated here is null in its example: a record that is shown whole.
    """

    def mark(model: Model) -> Model:
        model.model_config = {**model.model_config, "json_schema_extra": {"examples": [values]}}
        return model

    return mark
