"""YAML documents read strictly: no key twice, none unknown, each fault told by file, line, key."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Annotated, Any, get_args

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from planodds.errors import InputError
from planodds.inputs.tables.files import display_path, read_text
from planodds.inputs.tables.yaml_locations import SAFE_LOADER, Location, YamlLocation

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic.fields import FieldInfo

_MAX_TEXT = 5000  # characters of a narrative, a source or a note
_MAX_LABEL = 120  # of a name shown in figures and tables
_CORRECT = "correct the value"


def check(holds: bool, expected: str, *, remedy: str = _CORRECT, key: str = "") -> None:
    """Raise in a document's validator: what was expected, what to do, and of which key."""
    if not holds:
        raise PydanticCustomError(
            "rule", "{expected}", {"expected": expected, "remedy": remedy, "key": key}
        )


def _require_printable(text: str) -> str:
    """Refuse characters that no page, sheet or file can hold."""
    bad = [
        char
        for char in text
        if char not in "\n\t"
        and (unicodedata.category(char) in ("Cc", "Cs") or char in "\ufffe\uffff")
    ]
    check(
        not bad,
        "text without control characters",
        remedy="remove the character " + " ".join(f"U+{ord(char):04X}" for char in bad[:1]),
    )
    return text


def _text(longest: int) -> object:
    return Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=longest),
        AfterValidator(_require_printable),
    ]


Filled = _text(_MAX_TEXT)
Short = _text(_MAX_LABEL)


class StrictModel(BaseModel):
    """Base of everything read from YAML: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class BilingualText(StrictModel):
    """A text in both languages; ``text["zh"]`` and ``text.zh`` are the same."""

    zh: Filled
    en: Filled

    def __getitem__(self, language: str) -> str:
        return {"zh": self.zh, "en": self.en}[language]


class BilingualLabel(BilingualText):
    """A name in both languages, short enough for a figure."""

    zh: Short
    en: Short


class _Loader(SAFE_LOADER):
    """Safe loader that refuses a key given twice in one mapping, and names an impossible date."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except (ValueError, TypeError, OverflowError) as error:
            raise yaml.constructor.ConstructorError(
                None, None, f"{node.value!r}: {error}", node.start_mark
            ) from None


def _mapping_once(loader: _Loader, node: yaml.MappingNode) -> dict:
    seen = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable):
            raise yaml.constructor.ConstructorError(
                None, None, "a key that is a list or a mapping", key_node.start_mark
            )
        if key in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"key {key!r} stands there twice", key_node.start_mark
            )
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_once)


def parse_yaml(text: str) -> Any:
    """Parse a YAML text strictly; raises ``yaml.YAMLError``, for a key given twice too."""
    return yaml.load(text, Loader=_Loader)


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML mapping.

    Raises
    ------
    InputError
        The file is missing, not YAML, holds a key twice, or is not a mapping.
    """
    try:
        content = parse_yaml(read_text(path))
    except yaml.YAMLError as error:
        line, problem = _find_fault(error, path)
        raise InputError(
            f"{path.name} is not valid YAML: {problem}",
            where=f"{display_path(path)} line {line}",
            expected="key: value lines",
            remedy="look for a tab, a missing colon, quotation mark or bracket at that line",
        ) from None
    if not isinstance(content, dict):
        raise InputError(
            f"{path.name} is not valid YAML of the kind expected: it holds "
            f"{'nothing' if content is None else type(content).__name__}",
            where=display_path(path),
            expected="key: value lines",
            remedy="start from a copy of another file in the same folder",
        )
    return content


def _find_fault(error: yaml.YAMLError, path: Path) -> tuple[int, str]:
    """Return the line of a fault, and what it is; a bad character has no mark of its own."""
    mark = getattr(error, "problem_mark", None)
    if mark:
        return mark.line + 1, getattr(error, "problem", None) or "a key without its value"
    text = read_text(path)
    bad = yaml.reader.Reader.NON_PRINTABLE.search(text)
    where = bad.start() if bad else 0
    return text[:where].count("\n") + 1, f"the character U+{ord(text[where]):04X}" if bad else (
        str(error)
    )


def read_document[D: StrictModel](kind: type[D], path: Path) -> D:
    """Read and validate a YAML document of one kind.

    Raises
    ------
    InputError
        As ``read_yaml``; or a key is unknown (the closest known one is named), missing, or its
        value is not what it must be.
    """
    return validate(kind, read_yaml(path), lambda location: YamlLocation(path, location))


def check_file_name(name: str, path: Path) -> None:
    """Refuse a document whose name is not its file's stem.

    Raises
    ------
    InputError
    """
    if name != path.stem:
        raise InputError(
            f"name {name!r} in file {path.name!r}",
            where=str(YamlLocation(path, ("name",))),
            expected=f"name: {path.stem}",
            remedy="rename the file or change the name: the two must agree",
        )


def validate[D: StrictModel](
    kind: type[D], content: dict[str, Any], locate: Callable[[Location], YamlLocation]
) -> D:
    """Validate the content of a document; ``locate`` says where a key of it stands.

    Raises
    ------
    InputError
        As ``read_document``, for the first fault.
    """
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        raise _explain(error, kind, locate) from None


def _explain(
    error: ValidationError, kind: type[StrictModel], locate: Callable[[Location], YamlLocation]
) -> InputError:
    details = error.errors(include_url=False)
    first = next((d for d in details if d["type"] == "extra_forbidden"), details[0])
    context = first.get("ctx", {})
    location = (*first["loc"], context["key"]) if context.get("key") else tuple(first["loc"])
    place, where = ".".join(map(str, location)) or "the document", str(locate(location))
    known = sorted(_known_keys(kind, first["loc"][:-1]))
    if first["type"] == "extra_forbidden":
        key = str(location[-1])
        close = difflib.get_close_matches(key, known, n=1)
        remedy = f"did you mean {close[0]!r}?" if close else "remove the key"
        return InputError(
            f"unknown key {key!r}", where=where, expected=", ".join(known), remedy=remedy
        )
    if first["type"] == "missing":
        return InputError(
            f"key {location[-1]!r} is missing",
            where=where,
            expected=", ".join(known),
            remedy="add the key with its value",
        )
    value = first["input"]
    if context.get("key") and isinstance(value, dict):
        value = value.get(context["key"])
    return InputError(
        f"{place} = {_shorten(value)}",
        where=where,
        expected=first["msg"],
        remedy=context.get("remedy", _CORRECT),
    )


def _shorten(value: object, *, limit: int = 80) -> str:
    text = repr(value)
    return text if len(text) <= limit else text[:limit] + " …"


def _known_keys(kind: type[BaseModel], location: tuple) -> set[str]:
    """Return the keys allowed at a place in the document."""
    for part in location:
        fields = _fields(kind)
        if isinstance(part, str) and part in fields:
            kind = _model_in(fields[part].annotation) or kind
    return set(_fields(kind))


def _fields(kind: type[BaseModel]) -> dict[str, FieldInfo]:
    """Fields by the keys under which they stand in a file."""
    return {field.alias or name: field for name, field in kind.model_fields.items()}


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(part) for part in get_args(annotation))
    return next((model for model in found if model), None)
