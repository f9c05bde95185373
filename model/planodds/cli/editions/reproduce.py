"""`planodds reproduce EDITION`: the same inputs, run again, the same odds."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planodds.cli.editions.verify import resolve_edition, verify_edition
from planodds.cli.text_tables import format_count
from planodds.editions.layout import PLAN_FILE, TOP_TABLES, list_editions
from planodds.editions.manifest import read_manifest
from planodds.editions.origins import read_record
from planodds.errors import InputError, UsageError
from planodds.execution.digests import hash_file, read_json
from planodds.execution.owned_folders import make_owned_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from planodds.batch.prepare import Batch

_COMPARED = ("data_hashes", "settings", "versions")
_CHANCE = 0.10  # share of moves beyond twice the error that chance explains: 5 %, correlated
_PREFIX = "planodds-reproduce-"
_SHOWN = 5  # differences that are listed of each part


@dataclass(frozen=True)
class Reproduction:
    """Parts of a request that make an edition again.

    Attributes
    ----------
    information, scenarios : tuple of str
        As in its manifest.
    full, quick : bool
    subject : tuple of str
        Study, unit and plan by name; empty if the edition does not state them.
    """

    information: tuple[str, ...]
    scenarios: tuple[str, ...]
    full: bool
    quick: bool
    subject: tuple[str, ...] = ()


@contextmanager
def second_outputs(into: Path | None) -> Iterator[Path]:
    """Provide the folder of a second run; remove it again unless the odds of that run differ.

    Folders that killed processes left unfinished are removed too.

    Parameters
    ----------
    into : Path or None
        A folder that the user named, which stays; None: one below the temporary folder.

    Yields
    ------
    Path
    """
    if into is not None:
        yield into
        return
    folder = make_owned_folder(_PREFIX, keep=list_editions)
    try:
        yield folder
    except BaseException:
        if not list_editions(folder):
            shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)


def choose_subject(subject: tuple[str, ...], data_dir: Path, *, stated: bool) -> Path:
    """Set study, unit and plan of an edition for this process and those that it starts.

    Parameters
    ----------
    subject : tuple of str
        As an edition states them; empty: everything as in the study's description.
    data_dir : Path
        Folder of the chosen study.
    stated : bool
        Whether the user named this folder; otherwise a study of the edition's name beside it, or
        in the project, is used instead.

    Returns
    -------
    Path
        Folder of the study.

    Raises
    ------
    UsageError
        The study is not there, or has no such unit or plan any more.
    """
    from planodds.cli.validation import choose_home
    from planodds.inputs.study import load_study
    from planodds.inputs.tables.files import STUDY_FILE, shared_folder

    if not subject:
        return data_dir
    name, unit, plan = subject
    if load_study(data_dir).name != name and not stated:
        data_dir = shared_folder(data_dir, name)
    if not (data_dir / STUDY_FILE).is_file() or load_study(data_dir).name != name:
        raise UsageError(
            f"the edition is of the study {name!r}",
            where=str(data_dir),
            expected=f"the folder of {name!r}",
            remedy="name its folder with --study",
        )
    return choose_home(data_dir, unit=unit, plan=plan)


def reproduce_edition(
    edition: str,
    out: Path,
    *,
    prepare: Callable[[Reproduction], Batch],
    build: Callable[[Batch], Path] | None,
) -> Iterator[str]:
    """Compare data, code and environment with an edition, run it again, and compare the odds.

    Parameters
    ----------
    edition : str
        Name of an edition, its folder, or ``LATEST``.
    out : Path
        Folder of the outputs.
    prepare : callable
        Prepares the batch of the same information sets and scenarios.
    build : callable or None
        Runs a batch and returns the folder of its edition; None: compare the inputs only.

    Yields
    ------
    str

    Raises
    ------
    UsageError
        There is no such edition.
    InputError
        The edition is damaged, its inputs have changed, or the odds differ by more than twice the
        combined Monte Carlo standard error.
    """
    folder = resolve_edition(edition, out)
    yield from verify_edition(str(folder), out)
    manifest, plan = read_manifest(folder), read_json(folder / PLAN_FILE)
    batch = prepare(
        Reproduction(
            tuple(manifest["information"]),
            tuple(manifest["scenarios"]),
            bool(plan.get("full")),
            bool(manifest.get("quick")),
            read_record(folder).subject,
        )
    )
    changed = list(find_changed_inputs(manifest, batch))
    yield from changed
    if changed:
        raise InputError(
            f"{folder.name} cannot be made again: {format_count(len(changed), 'input')} changed",
            where=str(folder),
            expected="the data, the code and the packages with which it was made",
            remedy="check out its commit "
            f"({manifest.get('commit') or 'unknown'}), run `make env` and try again",
        )
    yield "data, code, settings and packages: as in the manifest"
    if build is not None:
        yield from _compare(folder, build(batch))


def find_changed_inputs(manifest: Mapping[str, Any], batch: Batch) -> Iterator[str]:
    """Yield one line for each input of an edition that is not the same now.

    Parameters
    ----------
    manifest : mapping
    batch : Batch
        Prepared from the inputs as they are now.

    Yields
    ------
    str
    """
    from planodds.execution import content_keys

    packages = (*content_keys.NOTEBOOK_PACKAGES, "planodds")
    now: dict[str, Any] = {
        "data_hashes": dict(batch.data_hashes),
        "settings": dict(batch.settings),
        "versions": content_keys.package_versions(packages),
    }
    if manifest.get("source_hash") != content_keys.source_hash((".",)):
        yield "code: the source differs from that of the edition"
    for part in _COMPARED:
        before = manifest.get(part, {})
        names = sorted(before.keys() | now[part].keys())
        differing = [name for name in names if before.get(name) != now[part].get(name)]
        for name in differing[:_SHOWN]:
            yield f"{part}: {name} differs"
        if len(differing) > _SHOWN:
            yield f"{part}: {len(differing) - _SHOWN} more differ"


def _compare(before: Path, after: Path) -> Iterator[str]:
    """Compare the odds of the edition with those of the second run."""
    from planodds.editions.comparison import compare_odds

    table = f"{TOP_TABLES[0]}.csv"
    if hash_file(before / table) == hash_file(after / table):
        yield f"{table}: byte for byte the same"
        return
    odds = compare_odds(before, after)
    beyond = int(odds.moved["beyond"].sum())
    other = len(odds.status) + len(odds.only_first) + len(odds.only_second)
    yield (
        f"{table}: {odds.unchanged} rows the same, {len(odds.moved)} moved, {beyond} of them by "
        f"more than twice the Monte Carlo error, {other} other differences"
    )
    if beyond > _CHANCE * len(odds.moved) or other:
        raise InputError(
            f"{before.name} was not reproduced: {beyond} odds beyond Monte Carlo error, "
            f"{other} other differences",
            where=str(after),
            expected="equal odds, or differences within Monte Carlo error",
            remedy=f"see `planodds compare {before.name} {after.name}`",
        )
    yield "reproduced within Monte Carlo error"
