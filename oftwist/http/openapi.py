"""The OpenAPI document, made of the routes and their types: what it says is what is served. Knows no server."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from functools import cache
from http import HTTPStatus
from typing import Any

import msgspec

import oftwist
from oftwist.http.problem import Answer
from oftwist.http.routing import Route

JSON = "application/json"
_REF = "#/components/schemas/{name}"
#: Problems of the server itself, which any request may meet.
EVERYWHERE = (400, 401, 403, 404, 405, 413, 421, 429)
_PARAMETERS = {
    "dpid": ("A datapath id in any usual spelling, or the name of the switch.", {"type": "string"}),
    "port": ("The number of a port, or its name.", {"type": "string"}),
}


def document(routes: Iterable[Route]) -> dict[str, Any]:
    """Describe routes.

    Args:
        routes: all of them; hidden ones are left out.

    Returns:
        an OpenAPI 3.1 document.
    """
    shown = [route for route in routes if not route.hidden]
    types: list[Any] = [Answer]
    for route in shown:
        types += [each for each in (route.body, route.answer, *_query_types(route)) if each is not None]
    schemas, components = msgspec.json.schema_components(types, ref_template=_REF)
    by_type = {id(each): schema for each, schema in zip(types, schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for route in shown:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, by_type)
    return {
        "openapi": "3.1.0",
        "info": {"title": "oftwist", "version": oftwist.__version__, "description": "An OpenFlow controller."},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "password": {"type": "http", "scheme": "basic"},
            },
        },
        "security": [{}, {"token": []}, {"password": []}],
    }


@cache
def _fields(query: type) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(query)


def _query_types(route: Route) -> list[Any]:
    return [] if route.query is None else [field.type for field in _fields(route.query)]


def _operation(route: Route, schemas: dict[int, Any]) -> dict[str, Any]:
    summary, _, more = (inspect.getdoc(route.handler) or "").partition("\n")
    found: dict[str, Any] = {
        "operationId": route.handler.__name__,
        "summary": summary,
        "tags": [route.handler.__module__.rpartition(".")[2]],
        "parameters": [*_path_parameters(route.path), *_query_parameters(route, schemas)],
        "responses": _responses(route, schemas),
    }
    if more.strip():
        found["description"] = " ".join(more.split())
    if route.body is not None:
        content = {"schema": schemas[id(route.body)]}
        if route.example is not None:
            content["example"] = route.example
        found["requestBody"] = {"required": True, "content": {JSON: content}}
    return found


def _path_parameters(path: str) -> list[dict[str, Any]]:
    found = []
    for part in path.split("/"):
        if part.startswith("{"):
            name = part[1:-1].partition(":")[0]
            text, schema = _PARAMETERS.get(name, ("", {"type": "string"}))
            found.append({"name": name, "in": "path", "required": True, "description": text, "schema": schema})
    return found


def _query_parameters(route: Route, schemas: dict[int, Any]) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    found = []
    for field in _fields(route.query):
        schema = _given(schemas[id(field.type)])
        found.append({"name": field.encode_name, "in": "query", "required": field.required, "schema": schema})
    return found


def _given(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of an argument that is there: None only means that it is not."""
    choices = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    if not choices:
        return schema
    return choices[0] if len(choices) == 1 else {**schema, "anyOf": choices}


def _responses(route: Route, schemas: dict[int, Any]) -> dict[str, Any]:
    good: dict[str, Any] = {"description": "Done." if route.writes else "Here it is."}
    if route.status != 204:
        schema = {"type": "string"} if route.answer is None else schemas[id(route.answer)]
        good["content"] = {route.content: {"schema": schema}}
    found = {str(route.status): good}
    problem = {"content": {JSON: {"schema": schemas[id(Answer)]}}}
    for status in sorted({*EVERYWHERE, *route.refuses}):
        if route.path.endswith("readyz") and status == 503:
            found["503"] = {**good, "description": "Not ready."}
        else:
            found[str(status)] = {"description": HTTPStatus(status).phrase, **problem}
    return found
