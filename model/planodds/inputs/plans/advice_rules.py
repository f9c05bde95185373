"""Declared thresholds of the advice in an evaluation of a plan, and the reasons for them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from planodds.inputs.tables.yaml_models import BilingualText, StrictModel, check
from planodds.inputs.tables.yaml_reader import read_document

_FILE = Path(__file__).with_suffix(".yaml")
_Share = Annotated[float, Field(ge=0, le=1)]


class Reasoned(StrictModel):
    """Advice and its reason."""

    reason: BilingualText
    """For readers."""


class ProbabilityRule(Reasoned):
    """Advice that depends on the probability of the target."""

    probability: _Share
    """Threshold, as a share."""


class CannotJudgeRule(Reasoned):
    """Conditions under which no advice is given."""

    years_gone: Annotated[int, Field(ge=0)]
    """Least number of years of the plan with figures."""
    mcse: _Share
    """Largest Monte Carlo standard error of the probability."""


class AdviceRules(StrictModel):
    """Thresholds of the advice in an evaluation."""

    keep: ProbabilityRule
    """From this probability on the target stands as it is."""
    revise: ProbabilityRule
    """Below this probability it should be adjusted."""
    strengthen: Reasoned
    """Between the two."""
    binding: Reasoned
    """In place of ``revise`` for a binding target."""
    cannot_judge: CannotJudgeRule
    """Where the figures do not support advice."""

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        check(
            self.revise.probability <= self.keep.probability,
            "revise.probability not above keep.probability",
            key="revise",
        )
        return self


def load_advice_rules(data_dir: Path) -> AdviceRules:
    """Load the thresholds of a study, or the general ones where it has none.

    Parameters
    ----------
    data_dir : Path
        Folder of the study.

    Returns
    -------
    AdviceRules

    Raises
    ------
    InputError
        The study's file has an unknown or missing key, or a value breaks its rule.
    """
    own = data_dir / _FILE.name
    return read_document(AdviceRules, own if own.is_file() else _FILE)
