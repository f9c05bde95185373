"""Every number of the brief is in a saved table of the edition or in the text of a file."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planodds import constants
from planodds.editions.reader import Edition
from planodds.inputs import DATA_DIR
from planodds.report import theme
from planodds.report.brief import brief
from planodds.report.content import Figure
from planodds.report.formats.plain import plain_page
from planodds.report.text import formatting
from planodds.report.text.words import Words
from tests.report.reading import said

FORMATTERS = ("format_number", "format_percent_odds", "format_rank")
CLOSE = 1e-9  # tables have all digits, so that nothing matches by chance
NUMBER = re.compile(r"\d+(?:\.\d+)?")


class Saved:
    """All numbers of an edition's tables, those behind its figures included."""

    def __init__(self, folder: Path) -> None:
        paths = [
            folder / "results.csv",
            folder / "quantiles.csv",
            *(folder / "tables").glob("*.csv"),
        ]
        self.tables = {path.stem: pd.read_csv(path, low_memory=False) for path in paths}
        drawn = [pd.read_csv(path) for path in (folder / "figures").glob("*.csv")]
        found = [
            table[column].dropna().to_numpy(float)
            for table in (*self.tables.values(), *drawn)
            for column in table.select_dtypes("number")
        ]
        self.values = np.unique(np.concatenate(found))
        self.derived = np.sort(np.concatenate(list(self._derive())))

    def holds(self, value: float) -> bool:
        """Whether a table contains it (itself, as a fraction, log or log change) or implies it."""
        forms = [value, value / 100]
        forms += [np.log(value)] if value > 0 else []
        forms += [np.log1p(value / 100)] if value > -100 else []
        return any(self._near(self.values, form) for form in forms) or self._near(
            self.derived, value
        )

    def _derive(self) -> Iterator[np.ndarray]:
        """Numbers one step away: distance to a target or the baseline, sums of stages and years."""
        facts, moved = self.tables["facts"]["value"], self.tables["forecast_revision"]
        logs = moved.loc[moved["unit"] == "log", ["then", "now"]].to_numpy(float)
        for goal in self.tables["results"]["threshold"].dropna().unique():
            yield np.abs(goal - facts.to_numpy(float))
            yield np.abs(goal - np.exp(logs)).ravel()
        stages = moved.groupby(["variable", "roster", "year", "part"], dropna=False)["value"].sum()
        yield np.abs(stages.to_numpy(float))
        yield 100 * np.expm1(stages.to_numpy(float))
        keys = ["information", "unit", "variable", "roster", "year"]
        quantiles = self.tables["quantiles"]
        first = quantiles.query("scenario == 'baseline'")[[*keys, "q50"]]
        pairs = quantiles.merge(first, on=keys, suffixes=("", "_base"))
        yield (100 * (pairs["q50"] / pairs["q50_base"] - 1)).dropna().to_numpy(float)
        paths = self.tables["even_path"].groupby(
            ["information", "target", "reading", "roster", "year", "series"], dropna=False
        )
        for column in ("required_growth_percent", "baseline_growth_percent"):
            logs = paths[column].agg(lambda rates: np.log1p(rates / 100).mean())
            yield 100 * np.expm1(logs.dropna().to_numpy(float))
        said_then = self.tables["record_reliability_bins"]
        yield (100 * said_then["hits"] / said_then["events"]).dropna().to_numpy(float)
        tests = self.tables["record_neff"]
        for _, rows in tests.groupby(["variable", "part", "stratum", "rival"]):
            yield np.array([100 * np.average(rows["coverage_90"], weights=rows["cells"])])

    @staticmethod
    def _near(values: np.ndarray, value: float) -> bool:
        place = np.searchsorted(values, value)
        around = values[max(place - 1, 0) : place + 1]
        return bool(np.any(np.abs(around - value) <= CLOSE * max(1.0, abs(value))))


@pytest.fixture(scope="module")
def told(edition_dir) -> dict[str, tuple[list[tuple[float, str]], str]]:
    """By language: the numbers that were formatted, with what they became; and the text."""
    found = {}
    with pytest.MonkeyPatch.context() as patch, theme.house_style():
        formatted = spy(patch)
        for lang in constants.LANGUAGES:
            formatted.clear()
            page = plain_page(brief.build_page(Edition(edition_dir), Words.load(lang)))
            found[lang] = (list(formatted), "\n".join(said(page)))
    return found


def spy(patch: pytest.MonkeyPatch) -> list[tuple[float, str]]:
    """Note whatever the report formats; draw no figure."""
    noted: list[tuple[float, str]] = []

    def noting(original):
        def formatter(value, *arguments, **options):
            text = original(value, *arguments, **options)
            if not formatting.is_missing(value):
                noted.append((float(value), text))
            return text

        return formatter

    def undrawn(plot, table, *, name, title, note, alt="", **options):
        return Figure(name, title, note, alt or title, b"", b"")

    from planodds.report.figures.save_pair import draw_figure

    replaced = {getattr(formatting, name): noting(getattr(formatting, name)) for name in FORMATTERS}
    replaced[draw_figure] = undrawn
    for module in [m for name, m in sys.modules.items() if name.startswith("planodds.report")]:
        for name, value in list(vars(module).items()):
            if callable(value) and value in replaced:
                patch.setattr(module, name, replaced[value])
    return noted


@pytest.fixture(scope="module")
def saved(edition_dir) -> Saved:
    """Numbers of the shared edition."""
    return Saved(edition_dir)


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_every_formatted_number_is_one_of_a_saved_table(told, saved, lang):
    formatted, _ = told[lang]
    assert len(formatted) > 300
    scale = Words.load(lang).scale  # levels in the unit that the language shows
    unknown = {
        (text, value)
        for value, text in formatted
        if not saved.holds(value) and not saved.holds(value / scale)
    }
    assert sorted(unknown) == []


def test_a_number_off_by_a_thousandth_would_be_found(told, saved):
    """Off by a factor without a short decimal, so that no rounded table holds it by chance."""
    values = [value for value, _ in told["zh"][0] if value != round(value)]
    missed = [value for value in values if saved.holds(value * 1.0013729)]
    assert len(values) > 100 and len(missed) < 0.02 * len(values)


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_every_other_number_is_a_count_or_in_a_file(told, saved, lang):
    formatted, text = told[lang]
    known = {number for _, shown in formatted for number in NUMBER.findall(shown)}
    known |= {
        str(int(value)) for value in saved.values if np.isfinite(value) and value == np.round(value)
    }
    known |= {str(len(table)) for table in saved.tables.values()}
    files = [
        *DATA_DIR.glob("plans/*.yaml"),
        *DATA_DIR.glob("scenarios/*.yaml"),
        *DATA_DIR.glob("sources.csv"),
        *DATA_DIR.glob("weights/*.yaml"),
    ]
    known |= {
        number for path in files for number in NUMBER.findall(path.read_text(encoding="utf-8"))
    }
    quality = saved.tables["data_quality"]
    known.add(str(int(quality["units"].sum())))
    assert sorted(set(NUMBER.findall(text)) - known) == []
