"""Method of the annex: equations of the model, and its parameters with prior and posterior."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.inputs.priors import find_prior, load_priors
from planodds.report.content import Block, DefinitionList, Section, Table
from planodds.report.text.formatting import DASH, format_number
from planodds.report.text.labels import parameter_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planodds.editions.reader import Edition
    from planodds.inputs.priors import Prior, Priors
    from planodds.report.text.words import Words

_SYMBOLS: Mapping[str, str] = {
    "normal": "N({mean}, {sd})",
    "sample_mean": "N(m, {sd})",
    "half_normal": "HN({sd})",
    "beta": "Beta({a}, {b})",
    "log_normal": "LN({median}, {log_sd})",
    "truncated_normal": "TN({mean}, {sd}; {lower}, {upper})",
    "fixed": "= {value}",
}
_EQUATIONS = ("common", "unit", "slow", "linked", "rank", "chance")
_DIGITS = 3


def build_method(edition: Edition, words: Words) -> Section:
    """Build the section on the model: its equations, and the table of parameters.

    Parameters
    ----------
    edition : Edition
    words : Words

    Returns
    -------
    Section
    """
    shown = [name for name in _EQUATIONS if name != "linked" or len(edition.study.roles) > 1]
    entries = tuple(
        (words(f"brief-method-term-{name}"), words(f"brief-method-text-{name}")) for name in shown
    )
    blocks: list[Block] = [DefinitionList(entries)]
    if edition.has("posterior_summary"):
        blocks.append(_parameter_table(edition, words))
    heading = words("brief-method-heading", count=len(shown))
    return Section("method", words("brief-method-label"), heading, tuple(blocks))


def _parameter_table(edition: Edition, words: Words) -> Table:
    """Prior and posterior of every parameter, on the data of today."""
    table = edition.table("posterior_summary")
    table = table[
        (table["information"] == edition.now) & (table["evidence"] == constants.POSTERIOR)
    ]
    priors = load_priors(edition.data_dir, edition.now)
    rows = tuple(_parameter_row(row, priors, edition, words) for _, row in table.iterrows())
    columns = (
        words("notebook-model-column-parameter"),
        words("notebook-model-column-prior"),
        words("brief-method-column-median"),
        words("brief-method-column-range"),
    )
    caption, note = words("brief-method-caption"), words("brief-method-note")
    return Table(caption, columns, rows, words=(0, 1), note=note)


def _parameter_row(
    row: pd.Series, priors: Priors, edition: Edition, words: Words
) -> tuple[str, ...]:
    """Meaning, code, prior and posterior of one parameter."""
    block, parameter = row["block"], row["parameter"]
    code, prior = f"{block}.{parameter}", find_prior(block, parameter, edition.study, priors)
    label = parameter_label(block, parameter, edition.study, words)
    low, middle, high = (format_number(row[q], _DIGITS) for q in ("q05", "q50", "q95"))
    name = f"{label}\n{code}" if label else code
    return (name, _describe_prior(prior), middle, f"{low} – {high}")


def _describe_prior(prior: Prior | None) -> str:
    """A prior in the usual signs; a dash for what is derived from others."""
    if prior is None:
        return DASH
    values = {key: f"{value:.3g}" for key, value in prior.parameters.items()}
    return _SYMBOLS[prior.dist].format(**values)
