"""YAML documents read strictly: no key twice, none unknown, each fault told by key and file."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated, Any, get_args

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from model.errors import InputError
from model.inputs.files import label_file, read_text

Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Document(BaseModel):
    """Base of everything read from YAML: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Text(Document):
    """A text in both languages; ``text["zh"]`` and ``text.zh`` are the same."""

    zh: Filled
    en: Filled

    def __getitem__(self, language: str) -> str:
        return {"zh": self.zh, "en": self.en}[language]


def require(holds: bool, expected: str) -> None:
    """Raise ValueError with what was expected, for use in a document's validators."""
    if not holds:
        raise ValueError(expected)


class _Loader(yaml.SafeLoader):
    """Safe loader that refuses a key given twice in one mapping."""


def _mapping_once(loader: _Loader, node: yaml.MappingNode) -> dict:
    seen = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"key {key!r} stands there twice", key_node.start_mark)
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_once)


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML mapping.

    Raises
    ------
    InputError
        The file is missing, not YAML, holds a key twice, or is not a mapping.
    """
    try:
        content = yaml.load(read_text(path), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = f" row {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "no reason given"
        raise InputError(f"{path.name} is not valid YAML: {problem}",
                         where=f"{label_file(path)}{row}", expected="key: value lines",
                         remedy="look for a tab, a missing colon, quotation mark or bracket "
                                "at that row") from None
    if not isinstance(content, dict):
        raise InputError(f"{path.name} is not valid YAML of the kind expected: it holds "
                         f"{'nothing' if content is None else type(content).__name__}",
                         where=label_file(path), expected="key: value lines",
                         remedy="start from a copy of another file in the same folder")
    return content


def read_document[D: Document](kind: type[D], path: Path) -> D:
    """Read and validate a YAML document of one kind.

    Raises
    ------
    InputError
        As ``read_yaml``; or a key is unknown (the closest known one is named), missing, or its
        value is not what it must be.
    """
    content = read_yaml(path)
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        raise _explain(error, kind, path) from None


def _explain(error: ValidationError, kind: type[Document], path: Path) -> InputError:
    details = error.errors(include_url=False)
    first = next((d for d in details if d["type"] == "extra_forbidden"), details[0])
    place = ".".join(str(part) for part in first["loc"]) or "the document"
    known = sorted(_known_keys(kind, first["loc"][:-1]))
    where = f"{label_file(path)} key {place}"
    if first["type"] == "extra_forbidden":
        key = str(first["loc"][-1])
        close = difflib.get_close_matches(key, known, n=1)
        remedy = f"did you mean {close[0]!r}?" if close else "remove the key"
        return InputError(f"unknown key {key!r}", where=where, expected=", ".join(known),
                          remedy=remedy)
    if first["type"] == "missing":
        return InputError(f"key {first['loc'][-1]!r} is missing", where=where,
                          expected=", ".join(known), remedy="add the key with its value")
    return InputError(f"{place} = {_shorten(first['input'])}", where=where,
                      expected=first["msg"].removeprefix("Value error, "),
                      remedy="correct the value")


def _shorten(value: object, *, limit: int = 80) -> str:
    text = repr(value)
    return text if len(text) <= limit else text[:limit] + " …"


def _known_keys(kind: type[BaseModel], location: tuple) -> set[str]:
    """Return the keys allowed at a place in the document."""
    for part in location:
        if isinstance(part, str) and part in kind.model_fields:
            kind = _model_in(kind.model_fields[part].annotation) or kind
    return set(kind.model_fields)


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(part) for part in get_args(annotation))
    return next((model for model in found if model), None)
