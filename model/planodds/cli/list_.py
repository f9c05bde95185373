"""`planodds list` and `editions`: what can be asked for, and what has been made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.cli.text_tables import format_count, format_section, format_size, format_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from planodds.editions.inventory import EditionInfo
    from planodds.inputs.tables.yaml_models import BilingualText

_NAMED = 3  # scenarios that are named before the rest is counted
_HEADING = ("edition", "made (UTC)", "for decisions", "information", "scenarios", "size", "")


def list_all(data_dir: Path, out: Path) -> Iterator[str]:
    """List information sets, scenarios, sweeps, targets and editions, line by line.

    Parameters
    ----------
    data_dir : Path
    out : Path
        Folder of the outputs.

    Yields
    ------
    str

    Raises
    ------
    InputError
        The plan, a scenario or a sweep has a fault.
    """
    from planodds.editions.layout import list_editions, read_latest
    from planodds.inputs.panels.information import information_names
    from planodds.inputs.plan import load_plan
    from planodds.inputs.scenarios.scenario_files import load_scenarios
    from planodds.inputs.scenarios.sweep_files import load_sweep, sweep_paths

    newest = read_latest(out)
    sweeps = [(path.stem, load_sweep(path).label) for path in sweep_paths(data_dir)]
    labelled: dict[str, Sequence[tuple[str, BilingualText]]] = {
        "scenarios": [(item.name, item.label) for item in load_scenarios(data_dir)],
        "sweeps": sweeps,
        "targets": [(item.id, item.label) for item in load_plan(data_dir).targets],
    }
    yield from format_section("information sets", [(name,) for name in information_names(data_dir)])
    for title, items in labelled.items():
        yield from format_section(
            title, [(name, f"{label.zh}  {label.en}") for name, label in items]
        )
    yield from format_section(
        "editions", [(name, "LATEST" if name == newest else "") for name in list_editions(out)]
    )


def tabulate_editions(out: Path) -> Iterator[str]:
    """List complete editions with date, use, content and size; then unfinished ones.

    Each part begins with the newest. The last line has number and size of the stored fits, if
    there are any.

    Parameters
    ----------
    out : Path
        Folder of the outputs.

    Yields
    ------
    str
    """
    from planodds.editions.cleanup import is_locked
    from planodds.editions.inventory import folder_size, list_complete, list_unfinished, stored_fits

    editions, partials = list_complete(out), list_unfinished(out)
    if not editions and not partials:
        yield f"no editions in {out}; `planodds run` makes one"
        return
    if editions:
        yield from format_table(
            [_HEADING, *(_row(item, "LATEST" if item.newest else "") for item in editions)],
            indent="",
        )
    if partials:
        yield "unfinished, in .partial; `planodds run` goes on from there"
        yield from format_table(
            [_row(item, "being built" if is_locked(out, item.name) else "") for item in partials]
        )
    fits = stored_fits(out)
    if fits:
        yield f"{format_count(len(fits), 'stored fit')}, {format_size(sum(map(folder_size, fits)))}"


def _row(item: EditionInfo, mark: str) -> tuple[str, ...]:
    return (
        item.name,
        item.created_at.removesuffix("+00:00").replace("T", " "),
        "yes" if item.for_decisions else f"no: {item.why_not}",
        " ".join(item.information),
        _name_some(item.scenarios),
        format_size(item.size),
        mark,
    )


def _name_some(scenarios: tuple[str, ...]) -> str:
    more = len(scenarios) - _NAMED
    named = ", ".join(scenarios[:_NAMED])
    return f"{named} and {more} more" if more > 0 else named
