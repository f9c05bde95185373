"""The track record in plain words: every sentence made from rows of the saved tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planodds import constants
from planodds.evaluation.model_names import UNIT_DRIFT
from planodds.evaluation.track_record.codes import EXCELLENT, MINIMUM, MISSED, VERDICTS
from planodds.report.figures.track_record import BED, HOLD_OUT, PROMISE, UNIT
from planodds.report.text.formatting import format_percent, is_missing, join_words, space_cjk

if TYPE_CHECKING:
    import pandas as pd

    from planodds.editions.reader import Edition
    from planodds.report.text.words import Words

_TABLES = (
    "record_engine",
    "record_acceptance_criteria",
    "record_skill",
    "record_coverage",
    "record_reliability_bins",
    "record_reliability",
)
_PARTS_OF_CHOICE = ("level", "relative", "event")
_REPORTED_PROBABILITY = 0.30  # the probability whose reliability the text reports


@dataclass(frozen=True, eq=False)
class RecordTables:
    """The record's tables as a notebook saved them; ``engine`` stands behind the headline."""

    engine: str
    choice: pd.Series
    criteria: pd.DataFrame
    skill: pd.DataFrame
    coverage: pd.DataFrame
    reliability_bins: pd.DataFrame
    reliability: pd.DataFrame

    def select_coverage(
        self, part: str, *, horizon: int | None = None, level: float = PROMISE, panel: str = BED
    ) -> pd.DataFrame:
        """Return the rows of coverage of the headline's model on one panel, all origins.

        Parameters
        ----------
        part : str
            Part of the forecast, such as ``level`` or ``relative``.
        horizon : int, optional
            Years ahead, 0 for the mean over horizons; by default all.
        level : float, default 0.9
            Probability of the central interval.
        panel : str
            By default the long panel of US states.

        Returns
        -------
        DataFrame
            Columns of ``coverage``.
        """
        rows = self.coverage
        rows = rows[
            (rows["panel"] == panel)
            & (rows["model"] == self.engine)
            & (rows["sample"] == "all")
            & (rows["part"] == part)
            & (rows["promise"] == level)
        ]
        return rows if horizon is None else rows[rows["horizon"] == horizon]

    def skill_rows(
        self, part: str = "level", *, horizon: int | None = 0, panel: str = BED
    ) -> pd.DataFrame:
        """Return the skill over each benchmark on one panel, all origins.

        Parameters
        ----------
        part : str, default "level"
            Part of the forecast.
        horizon : int, optional
            Years ahead, by default 0, the mean over horizons; None: all.
        panel : str
            By default the long panel of US states.

        Returns
        -------
        DataFrame
            Columns of ``skill``.
        """
        rows = self.skill
        rows = rows[
            (rows["panel"] == panel)
            & (rows["model"] == self.engine)
            & (rows["sample"] == "all")
            & (rows["part"] == part)
            & ~rows["rival"].isin(UNIT)
        ]
        return rows if horizon is None else rows[rows["horizon"] == horizon]


def has_record(edition: Edition) -> bool:
    """Return whether the edition has all tables of the track record.

    Parameters
    ----------
    edition : Edition

    Returns
    -------
    bool
    """
    return all(edition.has(name) for name in _TABLES)


def gather_record(edition: Edition) -> RecordTables:
    """Read the tables of the track record from an edition.

    Parameters
    ----------
    edition : Edition

    Returns
    -------
    RecordTables

    Raises
    ------
    UsageError
        The edition lacks one of the tables.
    """
    choice, *tables = (edition.table(name) for name in _TABLES)
    return RecordTables(str(choice["engine"].iloc[0]), choice.iloc[0], *tables)


def headline(shown: RecordTables, words: Words) -> str:
    """Describe the coverage of the 90 % intervals in one line.

    Parameters
    ----------
    shown : RecordTables
    words : Words

    Returns
    -------
    str
    """
    rows = shown.select_coverage("relative")
    rows = rows[rows["horizon"] > 0]["held"]
    level = format_percent(shown.select_coverage("level", horizon=0)["held"].iloc[0])
    low, high = format_percent(rows.min()), format_percent(rows.max())
    home = _home_rows(shown)["held"]
    ends = [format_percent(value) for value in (home.min(), home.max())] if len(home) else ["", ""]
    return words(
        "text-record-headline",
        level=level,
        low=low,
        high=high,
        home=len(home),
        home_low=ends[0],
        home_high=ends[1],
    )


def _home_rows(shown: RecordTables) -> pd.DataFrame:
    """Coverage of the level on the counties themselves, by years ahead."""
    rows = _level_by_year(shown, HOLD_OUT)
    return rows[rows["variable"] == constants.GDP].sort_values("horizon")


def _level_by_year(shown: RecordTables, panel: str) -> pd.DataFrame:
    """Coverage of the level on one panel for each number of years ahead."""
    rows = shown.select_coverage("level", panel=panel)
    return rows[rows["horizon"] > 0]


def _bins(shown: RecordTables) -> pd.DataFrame:
    """Forecast probabilities and observed frequencies of the headline's model, all horizons."""
    rows = shown.reliability_bins
    return rows[(rows["panel"] == BED) & (rows["model"] == shown.engine) & (rows["horizon"] == 0)]


def describe_reliability(shown: RecordTables, words: Words) -> str:
    """Describe how often events happened whose forecast probability was about 30 %.

    Parameters
    ----------
    shown : RecordTables
    words : Words

    Returns
    -------
    str
    """
    rows = _bins(shown)
    rows = rows[(rows["low"] <= _REPORTED_PROBABILITY) & (rows["high"] > _REPORTED_PROBABILITY)]
    if rows.empty:
        return words("text-record-reliability-none")
    row = rows.iloc[0]
    share, low, high = (
        format_percent(v) for v in (row["hits"] / row["events"], row["lower"], row["upper"])
    )
    side = _compare_frequency(row, words)
    return words(
        "text-record-reliability",
        forecast=format_percent(row["forecast_probability"]),
        events=int(row["events"]),
        hits=int(row["hits"]),
        share=share,
        low=low,
        high=high,
        side=side,
    )


def describe_lowest_bin(shown: RecordTables, words: Words) -> str:
    """Describe how often events happened that were forecast as very unlikely.

    Parameters
    ----------
    shown : RecordTables
    words : Words

    Returns
    -------
    str
        Empty without such events.
    """
    rows = _bins(shown)
    rows = rows[rows["low"] == 0.0]
    if rows.empty:
        return ""
    row = rows.iloc[0]
    return words(
        "text-record-lowest-bin",
        high=format_percent(row["high"]),
        events=int(row["events"]),
        hits=int(row["hits"]),
        share=format_percent(row["hits"] / row["events"]),
    )


def describe_worst_bin(shown: RecordTables, words: Words) -> str:
    """Describe the bin where observed frequency and mean forecast probability differ most.

    Parameters
    ----------
    shown : RecordTables
    words : Words

    Returns
    -------
    str
    """
    rows = _bins(shown)
    gap = (rows["hits"] / rows["events"] - rows["forecast_probability"]).abs()
    row = rows.loc[gap.idxmax()]
    share, forecast = (
        format_percent(row["hits"] / row["events"]),
        format_percent(row["forecast_probability"]),
    )
    return words(
        "text-record-worst-bin",
        forecast=forecast,
        events=int(row["events"]),
        hits=int(row["hits"]),
        share=share,
        low=format_percent(row["lower"]),
        high=format_percent(row["upper"]),
        side=_compare_frequency(row, words) or "none",
    )


def describe_home_coverage(shown: RecordTables, words: Words) -> str:
    """Describe the coverage of the 90 % intervals on the counties themselves, with the origins.

    Parameters
    ----------
    shown : RecordTables
    words : Words

    Returns
    -------
    str
        Empty where no origin was scored.
    """
    rows = _home_rows(shown)
    if rows.empty:
        return ""
    worst = rows.loc[rows["worst"].idxmin()]
    return words(
        "text-record-home-coverage",
        years=len(rows),
        held=space_cjk(join_words([format_percent(value) for value in rows["held"]], words)),
        origins=space_cjk(join_words([str(int(count)) for count in rows["origins"]], words)),
        worst=format_percent(worst["worst"]),
        origin=int(worst["worst_origin"]),
        side="below" if rows["held"].max() < PROMISE else "mixed",
    )


def describe_other_panels(shown: RecordTables, words: Words) -> str:
    """Describe the coverage of the 90 % intervals of the level on each of the other panels.

    Parameters
    ----------
    shown : RecordTables
    words : Words

    Returns
    -------
    str
        The panel with the lowest coverage last; empty where there is none.
    """
    ranges = []
    for panel in shown.coverage["panel"].unique():
        held = _level_by_year(shown, panel)["held"]
        if panel not in (BED, HOLD_OUT) and len(held):
            ranges.append((held.min(), held.max(), panel))
    told = [
        words(
            "text-record-panel-range",
            panel=words.label_or_code("panel", panel),
            low=format_percent(low),
            high=format_percent(high),
        )
        for low, high, panel in sorted(ranges, reverse=True)
    ]
    return words("text-record-other-panels", list=join_words(told, words)) if told else ""


def _compare_frequency(row: pd.Series, words: Words) -> str:
    if is_missing(row["lower"]):
        return ""
    if row["lower"] <= row["forecast_probability"] <= row["upper"]:
        return words("text-record-in-line")
    rarer = row["upper"] < row["forecast_probability"]
    return words("text-record-less-often" if rarer else "text-record-more-often")


def describe_coverage(shown: RecordTables, words: Words) -> str:
    """Describe the coverage of the 90 % intervals, with the worst origin.

    Parameters
    ----------
    shown : RecordTables
    words : Words

    Returns
    -------
    str
    """
    relative = shown.select_coverage("relative")
    relative = relative[relative["horizon"] > 0]["held"]
    level = shown.select_coverage("level", horizon=0).iloc[0]
    low, high = format_percent(relative.min()), format_percent(relative.max())
    mean, inner, outer = (format_percent(level[name]) for name in ("held", "lower", "upper"))
    worst, origin = format_percent(level["worst"]), int(level["worst_origin"])
    return words(
        "text-record-coverage",
        low=low,
        high=high,
        mean=mean,
        inner=inner,
        outer=outer,
        origin=origin,
        worst=worst,
    )


def describe_skill(shown: RecordTables, words: Words) -> str:
    """Describe which benchmarks the model beats, which it matches, and which are better.

    It beats a benchmark if the interval of the skill lies above 0, and is worse if it lies below.

    Parameters
    ----------
    shown : RecordTables
    words : Words

    Returns
    -------
    str
    """
    rows = shown.skill_rows().sort_values("skill", ascending=False)
    clear = rows[rows["lower"] > 0]
    worse = rows[rows["upper"] < 0]
    rest = rows.drop(clear.index).drop(worse.index)
    counted = []
    if len(clear):
        counted.append(words("text-record-skill-better", better=_list(clear, words)))
    if len(rest):
        counted.append(words("text-record-skill-similar", similar=_list(rest, words)))
    if len(worse):
        counted.append(words("text-record-skill-worse", worse=_list(worse, words)))
    text = words("common-list-semicolon").join(counted)
    text = text[:1].upper() + text[1:] + words("common-full-stop")
    return space_cjk(text)


def describe_untuned_origins(shown: RecordTables, words: Words) -> str:
    """Describe the skill over unit drift at the origins that were not used for tuning.

    Parameters
    ----------
    shown : RecordTables
    words : Words

    Returns
    -------
    str
    """
    rows = shown.skill
    rows = rows[
        (rows["panel"] == BED)
        & (rows["model"] == shown.engine)
        & (rows["sample"] == "opened")
        & (rows["part"] == "level")
        & (rows["rival"] == UNIT_DRIFT)
        & (rows["horizon"] > 0)
    ].sort_values("horizon")
    if rows.empty:
        return words("text-record-untuned-none")
    counted = [format_percent(value, signed=True) for value in rows["skill"]]
    most, fewest = int(rows["origins"].max()), int(rows["origins"].min())
    count = str(most) if most == fewest else f"{fewest}–{most}"
    text = words(
        "text-record-untuned-origins",
        count=count,
        reductions=words("common-list-comma").join(counted),
    )
    return space_cjk(text)


def _list(rows: pd.DataFrame, words: Words) -> str:
    """List benchmarks with the skill over each in brackets."""
    parts = []
    for row in rows.itertuples():
        share = format_percent(row.skill, signed=True)
        name = words.label("benchmark", row.rival)
        parts.append(words("common-name-bracketed", name=name, detail=share))
    return join_words(parts, words)


def describe_model_choice(shown: RecordTables, words: Words) -> str:
    """Describe which model the headline uses, and the figures that decided.

    Parameters
    ----------
    shown : RecordTables
    words : Words

    Returns
    -------
    str
    """
    row = shown.choice
    if is_missing(row["gain_level"]):
        return words("text-record-model-choice-none")
    taken = shown.engine == "ensemble"
    low, high = (format_percent(-row[name], digits=1, signed=True) for name in ("upper", "lower"))
    gains = {name: _change_of_error(row[f"gain_{name}"], words) for name in _PARTS_OF_CHOICE}
    return words(
        "text-record-model-choice",
        model=words.label("benchmark", shown.engine),
        low=low,
        high=high,
        **gains,
        verdict=words("text-record-rule-met" if taken else "text-record-rule-not-met"),
    )


def _change_of_error(gain: float, words: Words) -> str:
    """A reduction or an increase of the error, named as such instead of by its sign."""
    way = "text-record-error-less" if gain >= 0 else "text-record-error-more"
    return words(way, share=format_percent(abs(gain), digits=1))


def describe_criteria(shown: RecordTables, words: Words) -> str:
    """Count the verdicts on the headline's model: excellent, minimum, missed.

    Parameters
    ----------
    shown : RecordTables
    words : Words

    Returns
    -------
    str
    """
    counts = shown.criteria.loc[shown.criteria["model"] == shown.engine, "verdict"].value_counts()
    counted = {verdict: int(counts.get(verdict, 0)) for verdict in VERDICTS}
    total = sum(counted.values())
    return words(
        "text-record-criteria",
        total=total,
        excellent=counted[EXCELLENT],
        minimum=counted[MINIMUM],
        missed=counted[MISSED],
    )


def describe_sample_size(shown: RecordTables, words: Words) -> str:
    """Describe the sample size: origins, and windows that do not overlap.

    Parameters
    ----------
    shown : RecordTables
    words : Words

    Returns
    -------
    str
    """
    row = shown.select_coverage("level", horizon=0).iloc[0]
    return words("text-record-sample-size", origins=int(row["origins"]), n_eff=int(row["n_eff"]))
