"""The track record: how often intervals held what they promised, and the error beside rivals'."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model import names
from model.report import theme
from model.report.words import check_language

LEVEL_COLUMNS = {level: f"coverage_{round(level * 100)}" for level in names.LEVELS}
COLUMNS = ["variable", "part", "horizon", "origins", "cells", "rival", "crps", "crps_rival",
           "skill", *LEVEL_COLUMNS.values()]
TEXT = {
    "level": {"zh": "水平", "en": "level"},
    "relative": {"zh": "相对", "en": "relative"},
    "row": {"zh": "{part}，提前 {horizon} 年", "en": "{part}, {horizon} ahead"},
    "coverage": {"zh": "区间实际包含的比例（%）", "en": "Outcomes held by the interval (%)"},
    "crps": {"zh": "误差 CRPS（对数点 ×100）", "en": "Error: CRPS (log points × 100)"},
    "ours": {"zh": "本模型", "en": "this model"},
}
SHADES = {0.50: theme.tint(theme.ACCENT, 0.45), 0.80: theme.tint(theme.ACCENT, 0.7),
          0.90: theme.ACCENT}


def build_record(record_neff: pd.DataFrame, *, variable: str = names.GDP) -> pd.DataFrame:
    """Tidy table of the record within one basis: level and relative part, by horizon and rival.

    Parameters
    ----------
    record_neff : pandas.DataFrame
        Scores averaged over origins.
    """
    rows = record_neff[(record_neff["variable"] == variable)
                       & (record_neff["stratum"] == "one_basis")
                       & record_neff["part"].isin(["level", "relative"])]
    return rows.sort_values(["part", "horizon", "rival"], kind="stable")[COLUMNS].reset_index(
        drop=True)


def _row_texts(table: pd.DataFrame, lang: str) -> dict[tuple[str, int], str]:
    keys = dict.fromkeys(zip(table["part"], table["horizon"].astype(int), strict=True))
    return {key: TEXT["row"][lang].format(part=TEXT[key[0]][lang], horizon=key[1])
            for key in keys}


def plot_coverage(table: pd.DataFrame, *, ax, lang: str):
    """Observed coverage as dots; the promise of each interval as a tick on the same line."""
    check_language(lang)
    texts = _row_texts(table, lang)
    for place, (part, horizon) in enumerate(reversed(list(texts))):
        row = table[(table["part"] == part) & (table["horizon"] == horizon)].iloc[0]
        ax.plot([0, 100], [place, place], color=theme.FAINT, linewidth=1.0, zorder=1)
        for level, column in LEVEL_COLUMNS.items():
            ax.vlines(100 * level, place - 0.22, place + 0.22, color=theme.TARGET, linewidth=1.4)
            ax.plot([100 * row[column]], [place], marker="o", markersize=6.5,
                    color=SHADES[level], markeredgecolor=theme.PAPER, zorder=3)
    _finish(ax, texts, TEXT["coverage"][lang])
    lowest = 100 * float(table[list(LEVEL_COLUMNS.values())].min().min())
    ax.set(xlim=(min(20, lowest - 5), 103), xticks=[round(100 * level) for level in names.LEVELS])
    return ax


def plot_errors(table: pd.DataFrame, *, ax, lang: str, rivals: dict[str, str],
                names_shown: bool = True):
    """Mean CRPS of the model and of its rivals, one row for each part and horizon."""
    check_language(lang)
    texts = _row_texts(table, lang)
    for place, key in enumerate(reversed(list(texts))):
        rows = table[(table["part"] == key[0]) & (table["horizon"] == key[1])]
        errors = [100 * rows["crps"].iloc[0], *(100 * rows["crps_rival"])]
        ax.plot([min(errors), max(errors)], [place, place], color=theme.LIGHT, linewidth=1.0)
        ax.scatter(100 * rows["crps_rival"], np.full(len(rows), place), s=30, zorder=2,
                   facecolor=theme.PAPER, edgecolor=theme.GREY, linewidth=1.2)
        ax.scatter(errors[:1], [place], s=46, color=theme.ACCENT, zorder=3)
    _name_first(ax, table, texts, rivals, lang)
    _finish(ax, texts, TEXT["crps"][lang], names_shown=names_shown)
    ax.set_xlim(left=0)
    return ax


def _name_first(ax, table: pd.DataFrame, texts, rivals: dict[str, str], lang: str) -> None:
    """Say on the first row which dot is whose."""
    part, horizon = next(iter(texts))
    rows = table[(table["part"] == part) & (table["horizon"] == horizon)]
    found = [(100 * rows["crps"].iloc[0], TEXT["ours"][lang], theme.ACCENT)]
    found += [(100 * row["crps_rival"], rivals.get(row["rival"], row["rival"]), theme.GREY)
              for _, row in rows.iterrows()]
    for step, (value, text, colour) in enumerate(sorted(found)):
        ax.annotate(text, (value, len(texts) - 1), xytext=(0, 9 + 11 * step), ha="center",
                    textcoords="offset points", fontsize=7.5, color=colour,
                    annotation_clip=False)


def _finish(ax, texts, title: str, *, names_shown: bool = True) -> None:
    labels = list(reversed(texts.values()))
    ax.set_yticks(range(len(labels)), labels if names_shown else [""] * len(labels))
    ax.tick_params(axis="y", labelcolor=theme.INK)
    ax.set_ylim(-0.6, len(labels) + 0.5)
    ax.set_xlabel(title, loc="left")
