"""`planodds evaluate`: a plan against its linear schedule and against the joint draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.cli.planning.draws import DrawRequest, load_draws
from planodds.cli.planning.files import choose_plan, languages_of, unit_names, write_document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def evaluate(
    request: DrawRequest, *, plan: str, unit: str, lang: str, out: Path | None
) -> Iterator[str]:
    """Evaluate a plan; write table, page and memo, and print the findings.

    Parameters
    ----------
    request : DrawRequest
    plan : str
        Name of a plan; empty: the home plan.
    unit : str
        Code or name of a unit; empty: the plan's.
    lang : {"zh", "en", "both"}
    out : Path or None
        Folder of the files; None: ``planning`` in the outputs folder.

    Yields
    ------
    str

    Raises
    ------
    UsageError
        A name is unknown, or the plan is of another unit.
    InputError
        A file of the study is damaged.
    """
    from planodds.inputs.plans.advice_rules import load_advice_rules
    from planodds.probability.planning.evaluation import evaluate_plan
    from planodds.report.planning.evaluation import EvaluationText, write_evaluation

    chosen = choose_plan(request.data_dir, plan, unit)
    languages = languages_of(request.data_dir, lang)
    draws = load_draws(request)
    rules = load_advice_rules(request.data_dir)
    table = evaluate_plan(draws.forecast, draws.panel, chosen, rules, draws.indicators)
    names = unit_names(draws.panel, chosen.unit)
    documents = []
    for language in languages:
        text = EvaluationText(table, chosen, draws.panel.study, rules, names[language], language)
        documents.append(write_evaluation(text, draws.manifest))
        yield from text.verdict()
    stem = f"evaluation.{chosen.name}.{chosen.unit}.{request.information}"
    folder = out or request.outputs / "planning"
    yield f"{len(table)} rows from {draws.forecast.draws} joint draws of {draws.described}"
    yield from map(str, write_document(folder, stem, table, documents, request.outputs))
