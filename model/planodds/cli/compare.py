"""`planodds compare`: how the odds of two editions differ, in words, and what went in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.cli.text_tables import format_table
from planodds.cli.validation import check_choice
from planodds.editions.comparison import (
    FIRST,
    RUN,
    SECOND,
    OddsComparison,
    compare_manifests,
    compare_odds,
)
from planodds.editions.inventory import EditionInfo, list_complete
from planodds.editions.layout import LATEST_FILE, list_editions, read_latest
from planodds.editions.manifest import MANIFEST
from planodds.errors import InputError, UsageError
from planodds.inputs.study import load_study
from planodds.report.planning.change.points import format_points
from planodds.report.text.formatting import format_result
from planodds.report.text.labels import information_label, with_variant
from planodds.report.text.provenance import stamp_of
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pandas as pd

    from planodds.report.text.row_records import Record


_SHOWN = 40  # moves that are listed unless all are asked for
_HASH = 12  # signs of a hash or commit that are shown

Side = tuple[str, str]  # suffix of its columns, its name


def compare_editions(
    first: str, second: str, *, lang: str, out: Path, every: bool = False
) -> Iterator[str]:
    """Describe how two editions differ, line by line.

    Parameters
    ----------
    first, second : str
        Names of complete editions, or `LATEST`.
    lang : {"zh", "en"}
    out : Path
        Folder of the outputs.
    every : bool, default False
        List every change of the odds, not only the 40 largest.

    Yields
    ------
    str

    Raises
    ------
    UsageError
        An edition does not exist, or the language is unknown.
    InputError
        A manifest cannot be read; a table of odds is missing, lacks a column, or has duplicates.
    """
    if lang not in constants.LANGUAGES:
        raise UsageError(
            f"language {lang!r}",
            where="--lang",
            expected=" or ".join(constants.LANGUAGES),
            remedy="use one of them",
        )
    words = Words.load(lang)
    shelf = {item.name: item for item in list_complete(out)}
    pair = [shelf[_resolve(name, out)] for name in (first, second)]
    for item in pair:
        _check_manifest(item)
    moves = compare_odds(*(item.folder for item in pair))
    sides = ((FIRST, "A"), (SECOND, "B"))
    for item, (_, letter) in zip(pair, sides, strict=True):
        yield _tell_edition(item, letter, words)
    yield from _tell_inputs(compare_manifests(*(item.manifest for item in pair)), words)
    yield from _tell_status(moves.status, words)
    yield from _tell_moves(moves, words, every=every)
    for rows, (_, letter) in zip((moves.only_first, moves.only_second), sides, strict=True):
        yield from _tell_only(rows, letter, words)
    yield words("cli-compare-unchanged", count=moves.unchanged)


def _resolve(name: str, out: Path) -> str:
    """Return the name of a complete edition; refuse a name that no edition has."""
    newest = read_latest(out)
    known = list_editions(out)
    wanted = newest if name == LATEST_FILE and newest else name
    check_choice("edition", [wanted], known, where=str(out), see="planodds editions")
    return wanted


def _check_manifest(item: EditionInfo) -> None:
    """Refuse an edition whose manifest cannot be read: nothing says how its odds were made."""
    if not item.manifest:
        raise InputError(
            f"{MANIFEST} of {item.name} is missing or cannot be read",
            where=f"{item.folder / MANIFEST}",
            expected="the manifest that the run wrote",
            remedy="restore it from a copy, or remove the folder and run `planodds run` again",
        )


def _tell_edition(item: EditionInfo, letter: str, words: Words) -> str:
    use = stamp_of(item.manifest, words) or words("cli-compare-for-decisions")
    return f"{letter}  {item.name}  {item.created_at}  {use}"


def _tell_inputs(
    changed: Mapping[str, Mapping[str, tuple[object, object]]], words: Words
) -> Iterator[str]:
    """Name what went in differently, subject by subject."""
    if not changed:
        yield words("cli-compare-same-inputs")
        return
    yield words("cli-compare-inputs")
    rows = [
        (words.label("input", subject), name, _shown(one), "→", _shown(other))
        for subject, pairs in changed.items()
        for name, (one, other) in pairs.items()
    ]
    yield from format_table(rows)


def _shown(value: object) -> str:
    """Show a value from a manifest in short; a dash for what an edition does not have."""
    if value is None:
        return "—"
    text = str(value)
    is_hash = len(text) >= 40 and all(sign in "0123456789abcdef" for sign in text)
    return text[:_HASH] if is_hash else text


def _tell_status(rows: pd.DataFrame, words: Words) -> Iterator[str]:
    """State as facts what was decided, or can no longer be answered, in one of the two."""
    if rows.empty:
        return
    yield words("cli-compare-status")
    yield from format_table(
        [
            (
                *_question(row, words),
                format_result(_side(row, FIRST), words, word=False),
                "→",
                format_result(_side(row, SECOND), words, word=False),
            )
            for row in _rows(rows)
        ]
    )


def _tell_moves(moves: OddsComparison, words: Words, *, every: bool) -> Iterator[str]:
    """List the odds that moved, the biggest moves first, each held against its error."""
    rows = moves.moved
    beyond = int(rows["beyond"].sum())
    yield words("cli-compare-moved", count=len(rows), beyond=beyond)
    if rows.empty:
        return
    shown = rows if every else rows.head(_SHOWN)
    heading = words("cli-compare-heading").split()
    yield from format_table([heading, *(_move(row, words) for row in _rows(shown))])
    rest = rows.iloc[len(shown) :]
    if len(rest):
        beyond = int(rest["beyond"].sum())
        yield words("cli-compare-smaller-moves", count=len(rest), beyond=beyond)
    yield from _tell_thresholds(rows, words)


def _move(row: Record, words: Words) -> tuple[str, ...]:
    verdict = words("cli-compare-beyond") if row["beyond"] else words("cli-compare-within")
    odds = [format_result(_side(row, suffix), words, word=False) for suffix in (FIRST, SECOND)]
    return (*_question(row, words), *odds, format_points(row["change"]), verdict)


def _tell_thresholds(rows: pd.DataFrame, words: Words) -> Iterator[str]:
    """Warn where the two editions do not ask the same: another threshold of one target."""
    other = rows[
        (rows["threshold_a"] != rows["threshold_b"])
        & rows["threshold_a"].notna()
        & rows["threshold_b"].notna()
    ]
    for row in _rows(other.drop_duplicates(["target", "reading"])):
        one, two = (f"{row[f'threshold{suffix}']:g}" for suffix in (FIRST, SECOND))
        yield words("cli-compare-thresholds", target=row["target"], one=one, two=two)


def _tell_only(rows: pd.DataFrame, letter: str, words: Words) -> Iterator[str]:
    """Name what stands in one edition only: whole runs, then single rows of runs in both."""
    if rows.empty:
        return
    yield words("cli-compare-only-in", edition=letter, count=len(rows))
    whole = rows[rows["whole_run"]]
    for run, part in whole.groupby(list(RUN), sort=False):
        where = "  ".join(_run_words(dict(zip(RUN, run, strict=True)), words))
        yield "  " + words("cli-compare-all-of-run", run=where, count=len(part))
    yield from format_table([_question(row, words) for row in _rows(rows[~rows["whole_run"]])])


def _question(row: Record, words: Words) -> tuple[str, ...]:
    """Return target, reading with roster and unit, year, and the run of a row."""
    reading = [words.label_or_code("reading", row["reading"])]
    if row["roster"] and row["roster"] != row["reading"]:
        reading.append(words.label("roster-short", row["roster"]))
    reading += [row["unit"]] if row["unit"] != load_study().home.unit else []
    return (
        row["target"],
        ", ".join(filter(None, reading)),
        str(row["year"]),
        *_run_words(row, words),
    )


def _run_words(row: Record, words: Words) -> tuple[str, str]:
    scenario = with_variant(row["scenario"], row["variant"], words)
    if row["evidence"] != constants.POSTERIOR:
        evidence = words.label("evidence", row["evidence"])
        scenario += words("common-bracketed", spread=evidence)
    return information_label(row["information"], words), scenario


def _side(row: Record, suffix: str) -> Record:
    """Return one edition's columns of a row as `format_result` reads them."""
    return {
        name: row[f"{name}{suffix}"] for name in ("status", "year", "probability", "mcse", "upper")
    }


def _rows(table: pd.DataFrame) -> list[Record]:
    return table.to_dict("records")
