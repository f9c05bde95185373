"""Fill the pages of the reference from the code: commands, public names, parameters, files.

A page asks for generated text by a line such as ``<!-- generated: commands -->``. Links of pages
that also stand in the repository are turned into links of the documentation.
"""

from __future__ import annotations

import os
import re
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    import click
    from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
_MARK = re.compile(r"^<!-- generated: ([a-z]+)(?: (\S+))? -->$", re.MULTILINE)
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
_PAGES = {  # pages of the repository that the documentation includes
    "data/README.md": "reference/data",
    "outputs/README.md": "reference/outputs",
    "GLOSSARY.md": "reference/glossary",
    "ARCHITECTURE.md": "explanation/architecture",
    "CONTRIBUTING.md": "explanation/contributing",
    "docs/decisions/README.md": "decisions/README",
}


def list_commands() -> str:
    """Describe every command with its options, from the definitions that the program runs."""
    from planodds.cli.app import app

    group = typer.main.get_command(app)
    return "\n\n".join(
        _describe_command(name, command) for name, command in sorted(group.commands.items())
    )


def _describe_command(name: str, command: click.Command) -> str:
    usage = " ".join(
        parameter.name.upper() if parameter.required else f"[{parameter.name.upper()}]"
        for parameter in command.params
        if parameter.param_type_name == "argument"
    )
    rows = [_describe_option(item) for item in command.params]
    table = ["| option | meaning | default |", "|---|---|---|", *rows] if rows else []
    title = f"## planodds {name}"
    call = f"    planodds {name} {usage}".rstrip() + (" [options]" if rows else "")
    return "\n".join([title, "", cleandoc(command.help or ""), "", call, "", *table])


def _describe_option(item: click.Parameter) -> str:
    names = ", ".join(f"`{name}`" for name in (*item.opts, *item.secondary_opts))
    if item.param_type_name == "argument":
        names = f"`{item.name.upper()}`"
    meaning = (getattr(item, "help", None) or "").replace("|", "\\|")
    return f"| {names} | {meaning} | {_default(item)} |"


def _default(item: click.Parameter) -> str:
    if item.required:
        return "required"
    if callable(item.default) or item.default in (None, False, "", ()):
        return ""
    return f"`{item.default}`"


def list_names() -> str:
    """Document every public name by its docstring."""
    import planodds

    blocks = []
    for name in planodds.__all__:
        found = getattr(planodds, name)
        if not isinstance(found, type):
            body = f".. autofunction:: planodds.{name}"
        elif issubclass(found, Exception):
            body = f".. autoexception:: planodds.{name}"
        else:
            members = ", ".join(
                key
                for key, value in vars(found).items()
                if not key.startswith("_")
                and key not in ("model_config", "model_fields", "model_computed_fields")
                and (callable(value) or isinstance(value, classmethod | staticmethod | property))
            )
            body = f".. autoclass:: planodds.{name}\n   :no-undoc-members:"
            body += f"\n   :members: {members}" if members else ""
        blocks.append(f"## {name}\n\n```{{eval-rst}}\n{body}\n```")
    return "\n\n".join(blocks)


def list_priors() -> str:
    """Tabulate every parameter's prior with its reason, for the shipped study."""
    from planodds.inputs import DATA_DIR
    from planodds.inputs.priors import load_priors

    rows = ["| parameter | prior | reason | source |", "|---|---|---|---|"]
    for prior in load_priors(DATA_DIR, "latest").values():
        shape = ", ".join(f"{key} {value:g}" for key, value in prior.parameters.items())
        cells = (f"`{prior.name}`", f"{prior.dist}: {shape}", prior.reason, prior.source)
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows)


def include(path: str) -> str:
    """Return a page of the repository without its title, its links turned."""
    text = (ROOT / path).read_text(encoding="utf-8")
    text = re.sub(r"\A# .*\n", "", text)
    return _turn_links(text, ROOT / path, path)


def _turn_links(text: str, source: Path, page: str) -> str:
    """Replace links to files of the repository by links of the documentation, or by names."""

    def turn(match: re.Match[str]) -> str:
        image, label, target = match.groups()
        address, _, anchor = target.partition("#")
        if image or not address or re.match(r"[a-z]+:", target):
            return match.group(0)
        path = Path(os.path.normpath(source.parent / address))
        inside = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else address
        if inside in _PAGES:
            return f"[{label}](/{_PAGES[inside]}.md)"
        if inside.startswith("docs/") and path.suffix == ".md" and path.is_file():
            return f"[{label}](/{inside.removeprefix('docs/')}{'#' + anchor if anchor else ''})"
        return f"{label} (`{inside}`)" if label.strip("`") != inside else f"`{inside}`"

    return _LINK.sub(turn, text)


_GENERATORS = {"commands": list_commands, "names": list_names, "priors": list_priors}


def _fill(app: Sphinx, docname: str, source: list[str]) -> None:
    text = _turn_links(source[0], DOCS / f"{docname}.md", docname)

    def generate(match: re.Match[str]) -> str:
        what, argument = match.groups()
        return include(argument) if what == "page" else _GENERATORS[what]()

    source[0] = _MARK.sub(generate, text)


def setup(app: Sphinx) -> dict[str, bool]:
    """Fill each page as it is read."""
    app.connect("source-read", _fill)
    return {"parallel_read_safe": True}
