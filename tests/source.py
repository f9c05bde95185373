"""The package's source as data: modules, imports, public names and docstrings, read by ast."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "model" / "planodds"


@dataclass(frozen=True)
class Definition:
    """A public function, class, method or constant: where it stands, its name and its node."""

    module: str
    name: str  # dotted for methods and fields
    node: ast.AST

    @property
    def title(self) -> str:
        return f"{self.module}:{self.name}"


@cache
def modules() -> dict[str, ast.Module]:
    """Return the syntax tree of each module by its dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = ["planodds", *path.relative_to(PACKAGE).with_suffix("").parts]
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


@cache
def imports(*, inside_functions: bool = False) -> dict[str, frozenset[str]]:
    """Return what each module imports of the package at run time.

    Imports under TYPE_CHECKING are left out; those inside functions count if asked for.
    """
    return {
        name: frozenset(_targets(tree, inside_functions)) - {name}
        for name, tree in modules().items()
    }


def _targets(node: ast.AST, inside_functions: bool) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ImportFrom) and child.module:
            for alias in child.names:
                full = f"{child.module}.{alias.name}"
                yield from {full if full in modules() else child.module} & modules().keys()
        elif isinstance(child, ast.Import):
            yield from {alias.name for alias in child.names} & modules().keys()
        elif (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)) or (
            isinstance(child, ast.FunctionDef) and not inside_functions
        ):
            continue
        else:
            yield from _targets(child, inside_functions)


@cache
def public_definitions() -> tuple[Definition, ...]:
    """Return all public functions, classes, constants, methods and fields."""
    return tuple(
        definition
        for module, tree in modules().items()
        if not any(part.startswith("_") for part in module.split("."))
        for definition in _definitions(module, tree)
    )


def _definitions(module: str, tree: ast.Module) -> Iterator[Definition]:
    for node in tree.body:
        for name in _names(node):
            yield Definition(module, name, node)
            if isinstance(node, ast.ClassDef):
                for item in node.body:
                    for part in _names(item):
                        yield Definition(module, f"{name}.{part}", item)


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        names = [node.name]
    elif isinstance(node, ast.Assign):
        names = [target.id for target in node.targets if isinstance(target, ast.Name)]
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        names = [node.target.id]
    else:
        names = []
    return [name for name in names if not name.startswith("_")]


def functions() -> tuple[Definition, ...]:
    """Return public functions and methods."""
    return tuple(d for d in public_definitions() if isinstance(d.node, ast.FunctionDef))


def is_property(node: ast.FunctionDef) -> bool:
    return any("property" in ast.dump(decorator) for decorator in node.decorator_list)


def parameters(node: ast.FunctionDef) -> list[str]:
    """Return the names of a function's parameters, without self and cls."""
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return [item.arg for item in named if item.arg not in ("self", "cls")]
