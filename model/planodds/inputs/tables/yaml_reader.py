"""Read YAML files strictly and validate them; errors name file, line and key."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self, get_args

import yaml
from pydantic import BaseModel, ValidationError

from planodds.errors import InputError, suggest
from planodds.inputs.tables.input_file import display_path, read_text
from planodds.inputs.tables.yaml_models import CORRECT_VALUE, StrictModel

try:
    from yaml import CSafeLoader as _SafeLoader
except ImportError:  # PyYAML was built without the C parser
    from yaml import SafeLoader as _SafeLoader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

Location = tuple[str | int, ...]
_MAX_DEPTH = 30
_EXPECTED = 400  # characters of a rule
_SHOWN = 80  # characters of a value that a message repeats
_MAX_VALUES = 50_000
_MAX_TEXT = 2_000_000  # characters


@dataclass(frozen=True)
class YamlLocation:
    """A key of a YAML file; its text is ``scenarios/x.yaml line 12 key conditions.0.sd``."""

    path: Path
    location: Location = ()

    def __str__(self) -> str:
        key = ".".join(str(part) for part in self.location)
        line = f"{display_path(self.path)} line {find_line_number(self.path, self.location)}"
        return f"{line} key {key}" if key else line

    def child(self, *more: str | int) -> Self:
        """Return the location of a key below this one."""
        return replace(self, location=(*self.location, *more))


def find_line_number(path: Path, location: Sequence[str | int]) -> int:
    r"""Return the line, from 1, of a key in a YAML file; of its parent where the key is missing.

    Parameters
    ----------
    path : Path
    location : sequence of str or int
        Keys and list positions from the top of the file.

    Returns
    -------
    int

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "a.yaml"
    >>> _ = path.write_text("name: a\nconditions:\n  - sd: 1\n    value: 2\n")
    >>> find_line_number(path, ("conditions", 0, "value"))
    4
    >>> find_line_number(path, ("conditions", 0, "date"))
    3
    """
    node, line = yaml.compose(read_text(path), Loader=_SafeLoader), 1
    for part in location:
        below = _descend(node, part)
        if below is None:
            break
        node, line = below
    return line


def _descend(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node, int] | None:
    """Return the node below ``node`` and the line on which its key, or the item, begins."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part].start_mark.line + 1
    return None


class _Loader(_SafeLoader):
    """Safe YAML loader that rejects repeated keys and reports impossible dates by line."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> object:
        try:
            return super().construct_object(node, deep=deep)
        except (ValueError, TypeError, OverflowError) as error:
            raise yaml.constructor.ConstructorError(
                None, None, f"{_shorten(node.value)}: {_shorten(error)}", node.start_mark
            ) from None


def _construct_unique_mapping(loader: _Loader, node: yaml.MappingNode) -> dict[object, object]:
    keys = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable):
            raise yaml.constructor.ConstructorError(
                None, None, "a key that is a list or a mapping", key_node.start_mark
            )
        if key in keys:
            raise yaml.constructor.ConstructorError(
                None, None, f"key {_shorten(key)} appears twice", key_node.start_mark
            )
        keys.add(key)
    mapping: dict[object, object] = loader.construct_mapping(node, deep=True)
    return mapping


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct_unique_mapping)


def parse_yaml(text: str) -> object:
    """Parse a YAML text.

    Parameters
    ----------
    text : str

    Returns
    -------
    object
        What the text contains; None if it is empty.

    Raises
    ------
    yaml.YAMLError
        The text is not valid YAML, repeats a key, or exceeds the bounds of depth and size.
    """
    _check_bounds(text)
    return yaml.load(text, Loader=_Loader)


def _check_bounds(text: str) -> None:
    """Refuse depth, size and aliases that no input file has, before anything is built.

    Raises
    ------
    yaml.YAMLError
        There are more than 30 levels, or more than 50 000 values with all aliases written out.
    """
    if len(text) > _MAX_TEXT:
        raise yaml.YAMLError(f"{len(text)} characters; at most {_MAX_TEXT} are read")
    open_anchors: list[tuple[str | None, int]] = []  # anchor and number of values at its start
    sizes: dict[str, int] = {}
    count = 0
    for event in yaml.parse(text, Loader=_SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            if event.anchor in {anchor for anchor, _ in open_anchors}:
                raise _bound("an alias inside its own anchor", event)
            count += sizes.get(event.anchor, 0)
        elif isinstance(event, yaml.CollectionStartEvent):
            open_anchors.append((event.anchor, count))
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, start = open_anchors.pop()
            if anchor is not None:
                sizes[anchor] = count - start
        count += 1
        if len(open_anchors) > _MAX_DEPTH:
            raise _bound(f"more than {_MAX_DEPTH} levels", event)
        if count > _MAX_VALUES:
            raise _bound(f"more than {_MAX_VALUES} values", event)


def _bound(problem: str, event: yaml.Event) -> yaml.YAMLError:
    return yaml.constructor.ConstructorError(None, None, problem, event.start_mark)


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML file whose top level is a mapping.

    Parameters
    ----------
    path : Path

    Returns
    -------
    dict

    Raises
    ------
    InputError
        The file is missing, is not valid YAML, repeats a key, or is not a mapping.
    """
    try:
        content = parse_yaml(read_text(path))
    except yaml.YAMLError as error:
        line, problem = find_yaml_fault(error, path)
        raise InputError(
            f"{path.name} is not valid YAML: {_clip(problem)}",
            where=f"{display_path(path)} line {line}",
            expected="key: value lines",
            remedy="look for a tab, a missing colon, quotation mark or bracket at that line",
        ) from None
    if not isinstance(content, dict):
        found = "nothing" if content is None else type(content).__name__
        raise InputError(
            f"{path.name} is not a YAML mapping: it contains {found}",
            where=display_path(path),
            expected="key: value lines",
            remedy="start from a copy of another file in the same folder",
        )
    return content


def find_yaml_fault(error: yaml.YAMLError, path: Path) -> tuple[int, str]:
    """Return the line of a YAML fault and its description.

    PyYAML reports no line for a character that YAML does not allow: it is searched in the text.

    Parameters
    ----------
    error : yaml.YAMLError
        From ``parse_yaml``.
    path : Path
        The file that was parsed.

    Returns
    -------
    line : int
        From 1.
    problem : str
    """
    mark = getattr(error, "problem_mark", None)
    if mark:
        return mark.line + 1, getattr(error, "problem", None) or "a key without its value"
    text = read_text(path)
    bad = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if not bad:
        return 1, str(error)
    return text[: bad.start()].count("\n") + 1, f"the character U+{ord(bad.group()):04X}"


def read_document[D: StrictModel](model: type[D], path: Path) -> D:
    """Read a YAML file and validate it.

    Parameters
    ----------
    model : type of StrictModel
    path : Path

    Returns
    -------
    StrictModel
        An instance of ``model``.

    Raises
    ------
    InputError
        As ``read_yaml``; or a key is unknown (the closest allowed key is named) or missing, or
        a value breaks its rule.
    """
    return validate(model, read_yaml(path), lambda location: YamlLocation(path, location))


def check_file_name(name: str, path: Path) -> None:
    """Check that a document's ``name`` equals the stem of its file.

    Parameters
    ----------
    name : str
    path : Path

    Raises
    ------
    InputError
        They differ.
    """
    if name != path.stem:
        raise InputError(
            f"name {name!r} in file {path.name!r}",
            where=str(YamlLocation(path, ("name",))),
            expected=f"name: {path.stem}",
            remedy="rename the file or change the name, so that the two agree",
        )


def validate[D: StrictModel](
    model: type[D], content: Mapping[str, Any], locate: Callable[[Location], YamlLocation]
) -> D:
    """Validate the content of a document.

    Parameters
    ----------
    model : type of StrictModel
    content : mapping
    locate : callable
        Returns the file and position of a key, which may come from an inherited file.

    Returns
    -------
    StrictModel
        An instance of ``model``.

    Raises
    ------
    InputError
        As ``read_document``, for the first fault.
    """
    try:
        return model.model_validate(dict(content))
    except ValidationError as error:
        raise _explain(error, model, locate) from None


def _explain(
    error: ValidationError, model: type[StrictModel], locate: Callable[[Location], YamlLocation]
) -> InputError:
    """Return the InputError of the first fault; an unknown key goes before all others."""
    faults = error.errors(include_url=False)
    fault = next((f for f in faults if f["type"] == "extra_forbidden"), faults[0])
    context = fault.get("ctx", {})
    key = context.get("key")
    location: Location = (*fault["loc"], key) if key else fault["loc"]
    where = str(locate(location))
    if fault["type"] in ("extra_forbidden", "missing"):
        return _explain_key(fault, sorted(_allowed_keys(model, location[:-1])), where)
    value = fault["input"]
    if key and isinstance(value, dict):
        value = value.get(key)
    remedy = context.get("remedy", CORRECT_VALUE)
    if isinstance(value, bool) and fault["type"] == "string_type":
        remedy = "put the word between quotation marks: YAML reads yes, no, on and off as booleans"
    more = f" ({len(faults)} faults in the document)" if len(faults) > 1 else ""
    return InputError(
        f"{_clip('.'.join(map(str, location))) or 'the document'} = {_shorten(value)}{more}",
        where=where,
        expected=_clip_words(fault["msg"]),
        remedy=remedy,
    )


def _explain_key(fault: ErrorDetails, allowed: Sequence[str], where: str) -> InputError:
    """Return the InputError of a key that is missing, or that is not allowed."""
    key = str(fault["loc"][-1])
    if fault["type"] == "missing":
        what, remedy = f"key {key!r} is missing", "add the key with its value"
    else:
        what, remedy = (
            f"unknown key {_shorten(key)}",
            suggest(key, allowed, otherwise="remove the key"),
        )
    return InputError(what, where=where, expected=", ".join(allowed), remedy=remedy)


def _shorten(value: object) -> str:
    if isinstance(value, int) and abs(value) >= 10**_SHOWN:  # repr of a longer one may fail
        return "a number of many digits"
    return _clip(value if isinstance(value, Exception) else repr(value))


def _clip_words(text: str) -> str:
    return text if len(text) <= _EXPECTED else text[:_EXPECTED] + " …"


def _clip(text: object) -> str:
    words = str(text)
    return words if len(words) <= _SHOWN else words[:_SHOWN] + " …"


def _allowed_keys(model: type[BaseModel], location: Location) -> set[str]:
    """Return the keys that are allowed at a location in the document."""
    for part in location:
        fields = _fields(model)
        if isinstance(part, str) and part in fields:
            model = _model_in(fields[part].annotation) or model
    return set(_fields(model))


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields by their keys in a file."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    models = (_model_in(part) for part in get_args(annotation))
    return next((model for model in models if model), None)
