"""Damages of YAML files: syntax, depth, aliases, and each key with a value of a wrong kind."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import yaml

from tests.faults.damage import Damage, edited, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
_WRONG = {
    "a list of lists": [[1, [2]]],
    "a mapping": {"x": {"y": 1}},
    "not a number": float("nan"),
    "infinite": float("inf"),
    "a number of 400 digits": 10**400,
}


def syntax(study: str, file: str) -> Iterator[Damage]:
    """Yield damages of the syntax of any YAML file."""
    kinds: dict[str, Callable[[Path], None]] = {
        "100 000 brackets": written("a: " + "[" * 100_000),
        "900 brackets": written("a: " + "[" * 900 + "]" * 900),
        "900 levels of mappings": written("".join(" " * n + "a:\n" for n in range(900))),
        "nested aliases": written(_BOMB),
        "an alias in itself": written("a: &a [*a]\n"),
        "an alias of nothing": written("a: *b\n"),
        "a tab": edited(lambda text: text + "\n\tx: 1\n"),
        "an open bracket": edited(lambda text: text + "\nx: [1, 2\n"),
        "an open quotation mark": edited(lambda text: text + '\nx: "1\n'),
        "a Python object": edited(
            lambda text: text + "\nx: !!python/object/apply:os.system [ls]\n"
        ),
        "two documents": edited(lambda text: text + "\n---\n" + text),
        "a number alone": written("1\n"),
        "a sentence": written("This is not the file.\n"),
        "HTML": written("<!DOCTYPE html><html><body>404</body></html>\n"),
        "JSON cut off": written('{"name": "x", '),
        "a list of nothing": written("[]\n"),
        "an impossible date": edited(lambda text: text + "\nx: 2020-02-31\n"),
        "a merge conflict": edited(lambda text: "<<<<<<< HEAD\n" + text),
        "a key without end": written("? " * 2000 + "\n"),
        "a million keys": written("".join(f"k{n}: 1\n" for n in range(1_000_000))),
    }
    for kind, spoil in kinds.items():
        yield Damage(study, file, kind, spoil)


def keys(study: str, file: str, text: str) -> Iterator[Damage]:
    """Yield the file without each key at its top, with it misspelt and with wrong values."""
    content = yaml.safe_load(text)
    for key in content:
        yield Damage(study, file, f"{key}: misspelt", _changed(key, rename=f"{key}x"))
        for kind, value in _WRONG.items():
            yield Damage(study, file, f"{key}: {kind}", _changed(key, value=value))


def _changed(key: str, *, rename: str = "", value: object = None) -> Callable[[Path], None]:
    def change(text: str) -> str:
        content = yaml.safe_load(text)
        old = content.pop(key)
        content[rename or key] = old if rename else value
        return yaml.safe_dump(content, allow_unicode=True)

    return edited(change)


def at(*keys: str | int, value: object) -> Callable[[Path], None]:
    """Return a damage that sets the value at a place of a YAML file."""

    def change(text: str) -> str:
        content = yaml.safe_load(text)
        place = content
        for part in keys[:-1]:
            place = place[part]
        place[keys[-1]] = copy.deepcopy(value)
        return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)

    return edited(change)


def without(*keys: str | int) -> Callable[[Path], None]:
    """Return a damage that removes the key or list entry at a place."""

    def change(text: str) -> str:
        content = yaml.safe_load(text)
        place = content
        for part in keys[:-1]:
            place = place[part]
        del place[keys[-1]]
        return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)

    return edited(change)
