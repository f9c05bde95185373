"""`planodds compare`: how the odds of two editions differ, in words, and what went in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.cli.text_tables import format_count, format_table
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
from planodds.errors import UsageError
from planodds.report.content import say
from planodds.report.text.formatting import format_number, format_result
from planodds.report.text.labels import (
    EVIDENCE,
    READINGS,
    ROSTERS_SHORT,
    information_label,
    label,
    with_variant,
)
from planodds.report.text.provenance import stamp_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pandas as pd

_SHOWN = 40  # moves that are listed unless all are asked for
_HASH = 12  # signs of a hash or commit that are shown
_MOST_POINTS = 99  # a move between two open events is never the whole scale

Side = tuple[str, str]  # suffix of its columns, its name


def compare_editions(
    first: str, second: str, *, lang: str, out: Path, every: bool = False
) -> Iterator[str]:
    """Say how two editions differ, line by line.

    Parameters
    ----------
    first, second : str
        Names of complete editions, or `LATEST`.
    lang : {"zh", "en"}
    out : Path
        The outputs folder.
    every : bool
        List every move, not only the biggest.

    Raises
    ------
    UsageError
        An edition is not there, or the language is not known.
    InputError
        A table of odds is not what it must be.
    """
    if lang not in constants.LANGUAGES:
        raise UsageError(
            f"language {lang!r}",
            where="--lang",
            expected=" or ".join(constants.LANGUAGES),
            remedy="use one of them",
        )
    shelf = {item.name: item for item in list_complete(out)}
    pair = [shelf[_resolve(name, out)] for name in (first, second)]
    moves = compare_odds(*(item.folder for item in pair))
    sides = ((FIRST, "A"), (SECOND, "B"))
    for item, (_, letter) in zip(pair, sides, strict=True):
        yield _tell_edition(item, letter, lang)
    yield from _tell_inputs(compare_manifests(*(item.manifest for item in pair)), lang)
    yield from _tell_status(moves.status, lang)
    yield from _tell_moves(moves, lang, every=every)
    for rows, (_, letter) in zip((moves.only_first, moves.only_second), sides, strict=True):
        yield from _tell_only(rows, letter, lang)
    yield say(
        lang,
        zh=f"其余 {moves.unchanged} 行相同。",
        en=f"The same in both: {format_count(moves.unchanged, 'row')}.",
    )


def _resolve(name: str, out: Path) -> str:
    """Give the name of a complete edition; a name that none bears is refused."""
    newest = read_latest(out)
    known = list_editions(out)
    wanted = newest if name == LATEST_FILE and newest else name
    check_choice("edition", [wanted], known, where=str(out), see="planodds editions")
    return wanted


def _tell_edition(item: EditionInfo, letter: str, lang: str) -> str:
    use = stamp_of(item.manifest, lang) or say(lang, zh="可用于决策", en="for decisions")
    return f"{letter}  {item.name}  {item.created_at}  {use}"


def _tell_inputs(
    changed: Mapping[str, Mapping[str, tuple[object, object]]], lang: str
) -> Iterator[str]:
    """Name what went in differently, subject by subject."""
    if not changed:
        yield say(
            lang,
            zh="数据、先验、代码、软件版本与设置均相同。",
            en="Data, priors, code, versions and settings are the same.",
        )
        return
    titles = {
        "data": "数据",
        "priors": "先验",
        "code": "代码",
        "versions": "软件版本",
        "settings": "设置",
        "asked for": "所选信息集与情景",
    }
    yield say(lang, zh="输入的不同：", en="What went in differently:")
    rows = [
        (say(lang, zh=titles[subject], en=subject), name, _shown(one), "→", _shown(other))
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


def _tell_status(rows: pd.DataFrame, lang: str) -> Iterator[str]:
    """State as facts what was decided, or can no longer be answered, in one of the two."""
    if rows.empty:
        return
    yield say(lang, zh="状态有变：", en="Changed from or to a fact:")
    yield from format_table(
        [
            (
                *_question(row, lang),
                format_result(_side(row, FIRST), lang, word=False),
                "→",
                format_result(_side(row, SECOND), lang, word=False),
            )
            for row in _rows(rows)
        ]
    )


def _tell_moves(moves: OddsComparison, lang: str, *, every: bool) -> Iterator[str]:
    """List the odds that moved, the biggest moves first, each held against its error."""
    rows = moves.moved
    beyond = int(rows["beyond"].sum())
    yield say(
        lang,
        zh=f"变动的概率：{len(rows)} 行，其中 {beyond} 行超出模拟误差（两期合并标准误的 2 倍）",
        en=f"Odds that moved: {format_count(len(rows), 'row')}, {beyond} of them beyond "
        "Monte Carlo error (2 x the combined standard error)",
    )
    if rows.empty:
        return
    shown = rows if every else rows.head(_SHOWN)
    heading = say(
        lang,
        zh="目标 读法 年份 信息 情景 A B 百分点 误差",
        en="target reading year information scenario A B points error",
    ).split()
    yield from format_table([heading, *(_move(row, lang) for row in _rows(shown))])
    rest = rows.iloc[len(shown) :]
    if len(rest):
        beyond = int(rest["beyond"].sum())
        yield say(
            lang,
            zh=f"另有 {len(rest)} 行变动较小，其中 {beyond} 行超出误差（--all 全部列出）",
            en=f"and {format_count(len(rest), 'smaller move')}, {beyond} of them beyond error "
            "(--all lists them)",
        )
    yield from _tell_thresholds(rows, lang)


def _move(row: Mapping[str, object], lang: str) -> tuple[str, ...]:
    verdict = (
        say(lang, zh="超出", en="beyond") if row["beyond"] else say(lang, zh="之内", en="within")
    )
    odds = [format_result(_side(row, suffix), lang, word=False) for suffix in (FIRST, SECOND)]
    return (*_question(row, lang), *odds, format_points(row["change"]), verdict)


def format_points(change: float) -> str:
    """Give a change of odds in points: whole ones, one digit below one point.

    Examples
    --------
    >>> [format_points(value) for value in (0.123, -0.0042, 0.0001, 0.999)]
    ['+12', '−0.4', '+<0.1', '+99']
    """
    points, sign = abs(change) * 100, "+" if change > 0 else "−"
    if points < 0.05:
        return f"{sign}<0.1"
    digits = 0 if points >= 0.95 else 1
    return sign + format_number(min(points, _MOST_POINTS), digits)


def _tell_thresholds(rows: pd.DataFrame, lang: str) -> Iterator[str]:
    """Warn where the two editions do not ask the same: another threshold of one target."""
    other = rows[
        (rows["threshold_a"] != rows["threshold_b"])
        & rows["threshold_a"].notna()
        & rows["threshold_b"].notna()
    ]
    for row in _rows(other.drop_duplicates(["target", "reading"])):
        one, two = (f"{row[f'threshold{suffix}']:g}" for suffix in (FIRST, SECOND))
        yield say(
            lang,
            zh=f"注意：{row['target']} 的目标值不同：{one} → {two}",
            en=f"note: {row['target']} does not ask the same in both: {one} → {two}",
        )


def _tell_only(rows: pd.DataFrame, letter: str, lang: str) -> Iterator[str]:
    """Name what stands in one edition only: whole runs, then single rows of runs in both."""
    if rows.empty:
        return
    yield say(
        lang,
        zh=f"仅见于 {letter}：{len(rows)} 行",
        en=f"Only in {letter}: {format_count(len(rows), 'row')}",
    )
    whole = rows[rows["whole_run"]]
    for run, part in whole.groupby(list(RUN), sort=False):
        where = "  ".join(_run_words(dict(zip(RUN, run, strict=True)), lang))
        yield "  " + say(
            lang,
            zh=f"{where}：全部 {len(part)} 行",
            en=f"{where}: all of it, {format_count(len(part), 'row')}",
        )
    yield from format_table([_question(row, lang) for row in _rows(rows[~rows["whole_run"]])])


def _question(row: Mapping[str, object], lang: str) -> tuple[str, ...]:
    """Give target, reading with roster and unit, year, and the run of a row."""
    reading = [label(READINGS, row["reading"], lang)]
    if row["roster"] and row["roster"] != row["reading"]:
        reading.append(label(ROSTERS_SHORT, row["roster"], lang))
    reading += [row["unit"]] if row["unit"] != constants.HOME_UNIT else []
    return row["target"], ", ".join(filter(None, reading)), str(row["year"]), *_run_words(row, lang)


def _run_words(row: Mapping[str, object], lang: str) -> tuple[str, str]:
    scenario = with_variant(row["scenario"], row["variant"], lang)
    if row["evidence"] != constants.POSTERIOR:
        evidence = label(EVIDENCE, row["evidence"], lang)
        scenario += say(lang, zh=f"（{evidence}）", en=f" ({evidence})")
    return information_label(row["information"], lang), scenario


def _side(row: Mapping[str, object], suffix: str) -> dict[str, object]:
    """Give one edition's columns of a row as `format_result` reads them."""
    return {
        name: row[f"{name}{suffix}"] for name in ("status", "year", "probability", "mcse", "upper")
    }


def _rows(table: pd.DataFrame) -> list[dict[str, object]]:
    return table.to_dict("records")
