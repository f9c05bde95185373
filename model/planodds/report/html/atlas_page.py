"""Page of the atlas: one offline table of all units, to be sorted, filtered and grouped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from planodds import constants
from planodds.probability.questions.atlas import (
    PUBLISHED,
    QUANTILE,
    RANK_QUANTILES,
    REACH,
    REACHED_WITH,
    TARGET,
    target_columns,
)
from planodds.report.html.page import TEMPLATES, render_page
from planodds.report.text.formatting import (
    DASH,
    format_money,
    format_number,
    format_percent_odds,
    format_result,
    space_cjk,
    tidy_label,
)
from planodds.report.text.phrases import localise
from planodds.report.text.provenance import describe_provenance, stamp_of
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import Any

    from planodds.inputs.plan import Plan, Target
    from planodds.inputs.study import Study

_NO_BRIEFS: Mapping[str, str] = {}
_DECIDED_ORDER = {constants.DECIDED_MET: 1.0, constants.DECIDED_MISSED: 0.0}


@dataclass(frozen=True)
class AtlasColumn:
    """Heading of a column: the year it is limited to, and whether it is first sorted upwards."""

    name: str
    small: str = ""
    year: int = 0
    ascending: bool = False


@dataclass(frozen=True)
class AtlasCell:
    """Text of a cell, the value that it is sorted by, its link, and what bar and hint show."""

    text: str
    value: float | str = ""
    small: str = ""
    hint: str = ""
    share: str = ""
    status: bool = False
    year: int = 0
    link: str = ""


@dataclass(frozen=True)
class AtlasRow:
    """One unit: the text that a search looks in, and its cells."""

    find: str
    cells: tuple[AtlasCell, ...]
    home: bool = False


@dataclass(frozen=True)
class AtlasGroup:
    """Units of one group, such as a prefecture."""

    name: str
    units: tuple[AtlasRow, ...]


def render_atlas(
    atlas: pd.DataFrame,
    plan: Plan | None,
    study: Study,
    *,
    lang: str,
    home: str = "",
    manifest: Mapping[str, Any] | None = None,
    briefs: Mapping[str, str] = _NO_BRIEFS,
    cache_dir: Path | None = None,
) -> str:
    """Return the page of an atlas as one file that requests nothing.

    Parameters
    ----------
    atlas : DataFrame
        From ``build_atlas``.
    plan : Plan or None
        The targets; their main readings are shown at their years. None: levels and ranks alone.
    study : Study
        Names the units and the report years.
    lang : {"zh", "en"}
    home : str
        Code of the unit that is marked; empty: none.
    manifest : mapping, optional
        Of the edition; for the stamp and the provenance.
    briefs : mapping of str to str
        Code of a unit to its brief, which its name then links to.
    cache_dir : Path, optional
        Where the cut typefaces are cached.

    Returns
    -------
    str
    """
    words = Words.load(lang)
    table = _Table(atlas, plan, study, words, home, briefs)
    nouns = {name: getattr(study.nouns, name) for name in ("unit", "units", "group")}
    unit, units = nouns["unit"][lang], nouns["units"][lang]
    group = nouns["group"][lang] if nouns["group"] else ""
    groups = list(table.groups())
    count = atlas["unit"].nunique()
    draws = max(int(atlas["draws"].max()), 0) if atlas["draws"].notna().any() else 0
    label = localise(plan.label, words) if plan else words("page-atlas-levels")
    title = words("page-atlas-title", study=study.label[lang], plan=label)
    names = dict(zip(atlas["unit"], atlas[f"name_{lang}"], strict=True))
    text = {
        "questions": words("page-atlas-questions"),
        "table": words("page-atlas-table", units=units),
        "note": words("page-atlas-note"),
        "find": words("page-atlas-find", unit=unit),
        "group": _capitalise(group),
        "all": words("page-atlas-all"),
        "year": words("page-atlas-year"),
        "grouped": words("page-atlas-grouped", group=group),
        "none": words("page-atlas-none", unit=unit),
        "home": _capitalise(words("page-atlas-home", unit=unit)),
        "files": words("page-atlas-files"),
    }
    return render_page(
        "atlas.html",
        lang=lang,
        title=title,
        cache_dir=cache_dir,
        script=(TEMPLATES / "live" / "atlas.js").read_text(encoding="utf-8"),
        stamp=stamp_of(manifest, words) if manifest else "",
        lead=words(
            "page-atlas-lead", origin=int(atlas["origin"].iloc[0]), units=units, draws=draws
        ),
        questions=[_question(target, study, words) for target in table.targets],
        text=text,
        home=names.get(home, ""),
        shown=words("page-atlas-shown", shown="{n}", all=count),
        shown_now=words("page-atlas-shown", shown=count, all=count),
        columns=list(table.columns()),
        visible=sum(column.year in (0, table.year) for column in table.columns()) - 1,
        groups=groups,
        years=table.years,
        year=table.year,
        foot=describe_provenance(manifest, words) if manifest else (),
        provenance=Markup.escape(words("common-provenance")),
    )


def _question(target: Target, study: Study, words: Words) -> tuple[str, str]:
    """Return the short name of a target and its full text."""
    text = localise(target.label, words)
    if target.growth_to_threshold is not None:
        unit = study.nouns.unit[words.lang]
        text = words("page-atlas-own-threshold", label=text, unit=unit)
    return _capitalise(_short(target, words)), text


def _short(target: Target, words: Words) -> str:
    """Return the short name of a target in the typography of the language."""
    return localise(target.short_label, words)


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


class _Table:
    """Headings and rows of the page."""

    def __init__(
        self,
        atlas: pd.DataFrame,
        plan: Plan | None,
        study: Study,
        words: Words,
        home: str,
        briefs: Mapping[str, str],
    ) -> None:
        self.study, self.words, self.home, self.briefs = study, words, home, briefs
        self.roster = study.headline_roster
        odds = atlas[atlas["measure"] == TARGET]
        odds = odds.assign(column=target_columns(odds))
        targets = plan.targets if plan else ()
        self.targets = [target for target in targets if target.id in set(odds["target"])]
        self._odds = {(str(row["unit"]), str(row["column"])): row for _, row in odds.iterrows()}
        self._stems = {target.id: self._stem(odds, target) for target in self.targets}
        numbers = atlas[atlas["measure"] != TARGET]
        numbers = numbers[numbers["roster"].isin(["", self.roster])]
        keys = zip(
            numbers["unit"],
            numbers["measure"],
            numbers["variable"],
            numbers["year"].where(numbers["measure"] != PUBLISHED, 0),
            numbers["quantile"].where(
                numbers["measure"] != REACH, numbers["reach_probability"].map("{:.2f}".format)
            ),
            strict=True,
        )
        self._numbers = dict(zip(keys, numbers["value"], strict=True))
        published = numbers[numbers["measure"] == PUBLISHED]
        self._years_of = dict(
            zip(
                zip(published["unit"], published["variable"], strict=True),
                published["year"],
                strict=True,
            )
        )
        self._last = published.groupby("variable")["year"].max().to_dict()
        self.years = sorted(numbers.loc[numbers["measure"] == REACH, "year"].unique().tolist())
        wanted = plan.target_year if plan else study.last_headline_year
        self.year = min(self.years, key=lambda year: abs(year - wanted), default=0)
        self._units = atlas.drop_duplicates("unit")

    @staticmethod
    def _stem(odds: pd.DataFrame, target: Target) -> str:
        """Return the stem of the columns of a target's main reading at its year."""
        rows = odds[(odds["target"] == target.id) & (odds["reading"] == target.main_reading.name)]
        return str(rows["column"].iloc[0])

    def columns(self) -> Iterator[AtlasColumn]:
        """Yield the headings."""
        words = self.words
        yield AtlasColumn(_capitalise(self.study.nouns.unit[words.lang]), ascending=True)
        for variable in (*self.study.roles, constants.RANK):
            name = (
                words("page-atlas-rank-published")
                if variable == constants.RANK
                else words.label("variable", variable)
            )
            year = self._last.get(variable)
            small = words("page-atlas-of-year", year=int(year)) if year is not None else ""
            yield AtlasColumn(name, small, ascending=variable == constants.RANK)
        for year in self.years:
            for variable in self.study.roles:
                name = words(
                    "page-atlas-forecast", variable=words.label("variable", variable), year=year
                )
                for share in REACHED_WITH:
                    small = words("page-atlas-reach", percent=round(100 * share))
                    yield AtlasColumn(space_cjk(name), small, year)
            yield AtlasColumn(
                words("page-atlas-rank", year=year), words("page-atlas-rank-range"), year, True
            )
        for target in self.targets:
            yield AtlasColumn(
                _capitalise(_short(target, words)),
                words("page-atlas-target-year", year=target.year),
            )

    def groups(self) -> Iterator[AtlasGroup]:
        """Yield the units by group, each group in the order of the codes."""
        column = f"group_{self.words.lang}"
        for name, rows in self._units.groupby(column, sort=False):
            yield AtlasGroup(str(name), tuple(self._row(row) for _, row in rows.iterrows()))

    def _row(self, row: pd.Series) -> AtlasRow:
        unit = str(row["unit"])
        name = tidy_label(str(row[f"name_{self.words.lang}"]))
        find = f"{row['name_zh']} {row['name_en']} {unit}".lower()
        cells = [AtlasCell(name, name, link=self.briefs.get(unit, "")), *self._published(unit)]
        for year in self.years:
            cells += self._forecast(unit, year)
        cells += [self._target(unit, target) for target in self.targets]
        return AtlasRow(find, tuple(cells), unit == self.home)

    def _published(self, unit: str) -> Iterator[AtlasCell]:
        for variable in (*self.study.roles, constants.RANK):
            value = self._numbers.get((unit, PUBLISHED, variable, 0, ""))
            if value is None:
                yield AtlasCell(DASH)
                continue
            year = int(self._years_of[unit, variable])
            text = (
                f"{value:.0f}"
                if variable == constants.RANK
                else format_money(value, self.words, digits=1)
            )
            yield AtlasCell(text, value, small=str(year) if year != self._last[variable] else "")

    def _forecast(self, unit: str, year: int) -> Iterator[AtlasCell]:
        for variable in self.study.roles:
            for share in REACHED_WITH:
                value = self._numbers[unit, REACH, variable, year, f"{share:.2f}"]
                yield AtlasCell(format_money(value, self.words, digits=1), value, year=year)
        ranks = [
            self._numbers.get((unit, QUANTILE, constants.RANK, year, name))
            for name in RANK_QUANTILES
        ]
        if None in ranks:
            yield AtlasCell(DASH, year=year)
            return
        low, median, high = (f"{rank:.0f}" for rank in ranks)
        span = self.words("page-atlas-range", low=low, high=high)
        yield AtlasCell(median, float(median), small=span, year=year)

    def _target(self, unit: str, target: Target) -> AtlasCell:
        row = self._odds.get((unit, self._stems[target.id]))
        if row is None:
            return AtlasCell(DASH)
        hints = []
        if target.unit != constants.RANK and not pd.isna(row["threshold"]):
            value = format_money(float(row["threshold"]), self.words, digits=2)
            hints.append(self.words("page-atlas-threshold", value=value))
        if row["status"] != constants.OPEN:
            order = _DECIDED_ORDER.get(row["status"], "")
            return AtlasCell(
                format_result(row, self.words), order, hint=" · ".join(hints), status=True
            )
        low, high = (
            format_percent_odds(row[name], upper=row["upper"]) for name in ("lower", "upper")
        )
        error = format_number(100 * row["mcse"], 1)
        hints.append(self.words("page-atlas-interval", error=error, low=low, high=high))
        return AtlasCell(
            format_percent_odds(row["probability"], mcse=row["mcse"], upper=row["upper"]),
            float(row["probability"]),
            hint=" · ".join(hints),
            share=f"{100 * row['probability']:.0f}%",
        )
