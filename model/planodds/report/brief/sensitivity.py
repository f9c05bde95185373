"""Section on the sensitivity of the odds to assumptions, scenarios and data to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.editions.reader import PLANNED, Edition
from planodds.report import theme
from planodds.report.content import DefinitionList, Figure, Section, Table
from planodds.report.figures.save_pair import draw_figure
from planodds.report.figures.tornado import AS_MODELLED, build_tornado, plot_tornado
from planodds.report.text import phrases
from planodds.report.text.formatting import format_percent_odds, space_cjk
from planodds.report.text.labels import with_variant
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes

from planodds.report.content import Block


def build_sensitivity(edition: Edition, words: Words, *, folder: Path) -> Section | None:
    """Build the section on the assumptions that the odds of the headline targets depend on.

    Parameters
    ----------
    edition : Edition
    words : Words
    folder : Path
        Folder of the saved figures.

    Returns
    -------
    Section or None
        None without its table.
    """
    if not edition.has("sensitivity"):
        return None
    table = _tornado_table(edition)
    if table.empty:
        return None
    blocks: list[Block] = [
        _draw_tornado(edition, table, words, folder=folder),
        _table(edition, table, words),
        DefinitionList(tuple(_changers(edition, table, words))),
    ]
    return Section(
        "change", words("brief-sensitivity-label"), _heading(edition, table, words), tuple(blocks)
    )


def _tornado_table(edition: Edition) -> pd.DataFrame:
    """Tidy table of the odds under each alternative assumption, with labels."""
    rows = edition.table("sensitivity")
    rows = rows[rows["information"] == edition.now]
    targets = [t.id for t in edition.headline_targets]
    keys = {(str(a), str(v)) for a, v in zip(rows["assumption"], rows["level"], strict=True)}
    labels = {
        key: {lang: _assumed(*key, words) for lang, words in Words.by_column().items()}
        for key in keys
    }
    return build_tornado(rows, labels, targets=targets, year=edition.study.last_headline_year)


def _assumed(assumption: str, level: str, words: Words) -> str:
    """Name of an alternative: what is assumed, and to what it is changed."""
    name = words.label_or_code("assumption", assumption)
    if not level or assumption == AS_MODELLED:
        return name
    value = words.label_or_code("level", level)
    return words("common-name-value", name=name, value=value)


def _titles(edition: Edition, words: Words) -> dict[str, str]:
    return {t.id: phrases.short_label(t, words) for t in edition.headline_targets}


def _draw_tornado(edition: Edition, table: pd.DataFrame, words: Words, *, folder: Path) -> Figure:
    """Dots for each alternative, one panel a target."""
    titles = _titles(edition, words)
    shown = [target for target in titles if (table["target"] == target).any()]
    count = int((table["target"] == shown[0]).sum()) - 1

    def plot(*, ax: Axes | np.ndarray, compact: bool) -> None:
        axes = theme.list_axes(ax)
        for place, (one, target) in enumerate(zip(axes, shown, strict=True)):
            plot_tornado(
                table,
                ax=one,
                words=words,
                target=target,
                title=titles[target],
                names_shown=compact or place == 0,
            )

    title = _largest_words(edition, table, words)
    note = words("brief-sensitivity-note", year=edition.study.last_headline_year)
    return draw_figure(
        plot,
        table,
        folder=folder,
        name="sensitivity",
        words=words,
        title=title,
        note=note,
        alt=f"{title} {note}",
        wide=(7.2, 0.27 * count + 1.0),
        phone=(3.42, (0.27 * count + 0.8) * len(shown)),
        grid={"columns": len(shown)},
        phone_grid={"rows": len(shown)},
    )


def _largest(table: pd.DataFrame, target: str) -> pd.Series:
    rows = table[(table["target"] == target) & (table["assumption"] != AS_MODELLED)]
    return rows.loc[rows["change"].abs().idxmax()]


def _change_words(row: pd.Series, words: Words) -> str:
    before, after = (
        format_percent_odds(row[column], mcse=row["mcse"])
        for column in ("as_modelled", "probability")
    )
    name = row[f"label_{words.lang}"]
    if before == after:
        return words("brief-sensitivity-unchanged", name=name, after=after)
    return words("brief-sensitivity-change", name=name, before=before, after=after)


def _largest_words(edition: Edition, table: pd.DataFrame, words: Words) -> str:
    target = table["target"].iloc[0]
    name = _titles(edition, words)[target]
    told = _change_words(_largest(table, target), words)
    return space_cjk(
        words(
            "brief-sensitivity-largest-title",
            target=name,
            year=edition.study.last_headline_year,
            change=told,
        )
    )


def _heading(edition: Edition, table: pd.DataFrame, words: Words) -> str:
    """Range of the odds of each target over all alternatives."""
    titles, told = _titles(edition, words), []
    for target, rows in table.groupby("target", sort=False):
        ends = [rows.loc[rows["probability"].idxmin()], rows.loc[rows["probability"].idxmax()]]
        low, high = (format_percent_odds(row["probability"], mcse=row["mcse"]) for row in ends)
        told.append(words("brief-sensitivity-range", target=titles[target], low=low, high=high))
    return words(
        "brief-sensitivity-heading",
        year=edition.study.last_headline_year,
        ranges=words("common-list-semicolon").join(told),
    )


def _table(edition: Edition, table: pd.DataFrame, words: Words) -> Table:
    """Odds under every alternative, target by target."""
    titles = _titles(edition, words)
    rows = []
    for name, own in table.groupby(f"label_{words.lang}", sort=False):
        by_target = own.set_index("target")
        rows.append((str(name), *(_odds(by_target, target) for target in titles)))
    columns = (words("brief-sensitivity-column-assumption-changed"), *titles.values())
    return Table(
        words("brief-sensitivity-caption", year=edition.study.last_headline_year),
        columns,
        tuple(rows),
    )


def _odds(rows: pd.DataFrame, target: str) -> str:
    if target not in rows.index:
        return "—"
    row = rows.loc[target]
    return format_percent_odds(row["probability"], mcse=row["mcse"])


def _changers(edition: Edition, table: pd.DataFrame, words: Words) -> list[tuple[str, str]]:
    """What would change the answer, from the tables: assumptions, scenarios, data to come."""
    titles = _titles(edition, words)
    worst = [
        f"{titles[target]}{words('common-colon')}{_change_words(_largest(table, target), words)}"
        for target in titles
        if (table["target"] == target).any()
    ]
    entries = [
        (
            words("brief-sensitivity-assumption-term"),
            words("common-sentence", text=words("common-list-semicolon").join(worst)),
        )
    ]
    scenario = _scenario_words(edition, words)
    entries += [(words("brief-sensitivity-scenario-term"), scenario)] if scenario else []
    return entries + _coming(edition, words)


def _scenario_words(edition: Edition, words: Words) -> str:
    """Scenario that moves the odds of the first headline target furthest from the baseline."""
    target = edition.headline_targets[0]
    base = edition.odds(target.id, edition.now, year=edition.study.last_headline_year)
    rows = edition.table("results")
    rows = rows[
        (rows["information"] == edition.now)
        & (rows["target"] == target.id)
        & (rows["reading"] == target.main_reading.name)
        & (rows["year"] == edition.study.last_headline_year)
        & (rows["status"] == constants.OPEN)
        & (rows["evidence"] == constants.POSTERIOR)
        & ~rows["scenario"].isin([constants.BASELINE, PLANNED])
    ]
    if base is None or base["status"] != constants.OPEN or rows.empty:
        return ""
    far = rows.loc[(rows["probability"] - base["probability"]).abs().idxmax()]
    name = with_variant(
        phrases.scenario_label(edition, far["scenario"], words), far["variant"], words
    )
    before, after = (
        format_percent_odds(row["probability"], mcse=row["mcse"], upper=row["upper"])
        for row in (base, far)
    )
    goal = phrases.spoken_label(target, words, inside=True)
    return space_cjk(
        words(
            "brief-sensitivity-scenario-change",
            scenario=name,
            target=goal,
            year=edition.study.last_headline_year,
            before=before,
            after=after,
        )
    )


def _coming(edition: Edition, words: Words) -> list[tuple[str, str]]:
    """Published figures that will settle or move the answer."""
    entries, year = [], edition.plan.target_year
    if edition.county_to < year:
        entries.append(
            (
                words("brief-sensitivity-new-figures-term", year=year),
                words("brief-sensitivity-new-figures", year=year),
            )
        )
    census = next((y for y in edition.study.benchmark_years if y > edition.county_to), None)
    if census:
        entries.append(
            (
                words("brief-sensitivity-census-term", census=census),
                words("brief-sensitivity-census", census=census),
            )
        )
    return entries
