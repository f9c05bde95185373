"""Views of the model: its equations, and its parameters with prior and posterior."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.inputs.priors import find_prior, load_priors
from planodds.notebook.partial_edition import open_partial
from planodds.report import theme
from planodds.report.figures.save_pair import draw_figure
from planodds.report.method import build_method
from planodds.report.text.labels import parameter_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from planodds.inputs.study import Study
    from planodds.notebook.session import Session
    from planodds.report.content import Block
    from planodds.report.text.words import Words

_DRAWS, _SEED = 200_000, 20261128  # of a declared prior; its quantiles are exact to two digits
_ENDS = (0.05, 0.95)
_ROW, _PHONE_ROW = 0.21, 0.34  # inches
_PRIOR = 0.42  # strength of the prior's bars: they are seen on a dark page too, inverted


def tabulate_learning(run: Session, summary: pd.DataFrame) -> pd.DataFrame:
    """Set prior and posterior of each parameter side by side, in standard deviations of the prior.

    Parameters
    ----------
    run : Session
    summary : DataFrame
        From ``summarise_parameters``.

    Returns
    -------
    DataFrame
        block, parameter, prior_q05, prior_q95, q05, q50, q95 (less the prior's mean, over its
        standard deviation) and ratio (sd of the posterior over that of the prior). Parameters
        with a fixed value or without a prior of their own are left out.
    """
    own = summary[
        (summary["information"] == run.information) & (summary["evidence"] == constants.POSTERIOR)
    ]
    priors, rows = load_priors(run.data_dir, run.information), []
    for row in own.itertuples():
        prior = find_prior(row.block, row.parameter, run.panel.study, priors)
        if prior is None or prior.dist == "fixed":
            continue
        draws = prior.draw(np.random.default_rng(_SEED), _DRAWS)
        center, spread = float(draws.mean()), float(draws.std())
        ends = (np.quantile(draws, _ENDS) - center) / spread
        places = {name: (getattr(row, name) - center) / spread for name in ("q05", "q50", "q95")}
        rows.append(
            {
                "block": row.block,
                "parameter": row.parameter,
                **dict(zip(("prior_q05", "prior_q95"), ends.tolist(), strict=True)),
                **places,
                "ratio": row.sd / spread,
            }
        )
    return pd.DataFrame(rows)


def view_model(run: Session, learning: pd.DataFrame, *, words: Words) -> list[Block]:
    """Show the equations, the table of parameters, and what the data taught of each.

    Parameters
    ----------
    run : Session
    learning : DataFrame
        From ``tabulate_learning``.
    words : Words

    Returns
    -------
    list of Block
        The method of the annex, and a figure.
    """
    blocks = list(build_method(open_partial(run), words).blocks)
    size = 0.8 + _ROW * len(learning)
    labels = _label(learning, run.panel.study, words)
    figure = draw_figure(
        lambda *, ax, compact: _plot_learning(
            learning, labels, ax=ax, words=words, compact=compact
        ),
        learning,
        folder=run.folder / "figures",
        name="prior_posterior",
        words=words,
        title=words(
            "notebook-model-learning-title",
            most=labels[int(learning["ratio"].argmin())],
            least=labels[int(learning["ratio"].argmax())],
        ),
        note=words("notebook-model-learning-note"),
        wide=(7.2, size),
        phone=(3.42, 0.8 + _PHONE_ROW * len(learning)),
    )
    return [*blocks, figure]


def _label(learning: pd.DataFrame, study: Study, words: Words) -> list[str]:
    """Return the meaning of each parameter, with its block where two blocks have the same."""
    rows = [(str(row.block), str(row.parameter)) for row in learning.itertuples()]
    labels = [parameter_label(*row, study, words) or row[1] for row in rows]
    return [
        words("common-name-bracketed", name=label, detail=words.label("block", block))
        if labels.count(label) > 1
        else label
        for (block, _), label in zip(rows, labels, strict=True)
    ]


def _plot_learning(
    learning: pd.DataFrame, labels: list[str], *, ax: Axes, words: Words, compact: bool
) -> Axes:
    """Draw prior and posterior of each parameter as 90 % intervals, one row each."""
    rows = np.arange(len(learning))[::-1]
    ground = theme.tint(theme.GREY, _PRIOR)
    ax.hlines(rows, learning["prior_q05"], learning["prior_q95"], color=ground, linewidth=7)
    ax.hlines(rows, learning["q05"], learning["q95"], color=theme.ACCENT, linewidth=2)
    ax.plot(learning["q50"], rows, "o", color=theme.ACCENT, markersize=3.5)
    ax.set_yticks(rows, [] if compact else labels)
    ax.set_ylim(-0.7, len(learning) - 0.2)
    ax.axvline(0, color=theme.FAINT, linewidth=0.8, zorder=0)
    ax.grid(axis="y", visible=False)
    if compact:  # no room beside the axes: each label stands above its row
        left = float(learning[["prior_q05", "q05"]].to_numpy().min())
        for row, label in zip(rows, labels, strict=True):
            text = ax.text(left, row + 0.24, label, va="bottom", size=6.5, color=theme.GREY)
            text.set_in_layout(False)
    ax.set_xlabel(words("notebook-model-learning-axis"), loc="left" if compact else "right")
    return ax
