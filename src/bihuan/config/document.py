"""The description of the API: two rooms may give the same name to different shapes, the document may not."""

import re
from functools import cache
from typing import Any

from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.schema import NinjaGenerateJsonSchema
from pydantic.json_schema import CoreRef

# Where a shape comes from; what all rooms share keeps its bare name.
OWN = re.compile(r"\bbihuan\.(?!ui\.|kernel\.)(\w+)\.(?:\w+\.)*(\w+)")


class ByRoom(NinjaGenerateJsonSchema):
    """Names each shape by its room and its class: `FiscalLineOut`, `NoticesLineOut`."""

    def get_defs_ref(self, core_mode_ref: Any) -> Any:
        ref, mode = core_mode_ref
        named = OWN.sub(lambda found: f"{found[1].capitalize()}{found[2]}", ref)
        return super().get_defs_ref((CoreRef(named), mode))


class Named:
    """The shapes of a request or an answer, described by room."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def model_json_schema(self, **asked: Any) -> Any:
        return self._model.model_json_schema(**{**asked, "schema_generator": ByRoom})


def by_room(model: Any) -> Any:
    """The same shapes, which describe themselves by room."""
    return Named(model)


class Document(OpenAPISchema):
    """The OpenAPI document, in which a name means one shape."""

    def _extract_parameters(self, model: Any) -> Any:
        return super()._extract_parameters(by_room(model))

    def _create_schema_from_model(self, model: Any, **asked: Any) -> Any:  # type: ignore[override]
        return super()._create_schema_from_model(by_room(model), **asked)


class DescribedAPI(NinjaAPI):
    """The API with its own document, which a process writes once: its routes do not change while it runs."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> Document:
        where = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        return _written(self, where, get_language())


@cache
def _written(api: DescribedAPI, where: str, _language: str | None) -> Document:
    return Document(api, where)
