"""`planodds evaluate`: a plan against its linear schedule and against the joint draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.cli.planning.draws import DrawRequest, check_question, load_draws
from planodds.cli.planning.files import (
    choose_plan,
    folder_of,
    font_cache,
    languages_of,
    unit_names,
    write_files,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from planodds.report.content import Section


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

    check_question(request)
    chosen = choose_plan(request.data_dir, plan, unit)
    languages = languages_of(request.data_dir, lang)
    draws = load_draws(request)
    rules = load_advice_rules(request.data_dir)
    table = evaluate_plan(draws.forecast, draws.panel, chosen, rules, draws.indicators)
    names = unit_names(draws.panel, chosen.unit)
    folder = folder_of(request, out)
    documents = []
    for language in languages:
        text = EvaluationText(draws.panel.study, names[language], language, table, chosen, rules)
        ruler = _schedule_section(request, language, folder)
        documents.append(write_evaluation(text, draws.manifest, ruler))
        yield from text.verdict()
    stem = f"evaluation.{chosen.name}.{chosen.unit}"
    yield from write_files(request, draws, folder, stem, table, documents)


def _schedule_section(request: DrawRequest, lang: str, folder: Path) -> tuple[Section, ...]:
    """Return the record of the linear schedule, if it is there."""
    from planodds.evaluation.backtest.build_schedule_record import SCHEDULE_TABLE
    from planodds.evaluation.track_record.record_tables import read_record_table
    from planodds.inputs.tables.files import RECORD_FOLDER, shared_folder
    from planodds.report.planning.schedule_record import schedule_section
    from planodds.report.text.words import Words

    path = shared_folder(request.data_dir, RECORD_FOLDER) / f"{SCHEDULE_TABLE}.csv"
    if not path.is_file():
        return ()
    words, table = Words.load(lang), read_record_table(request.data_dir, SCHEDULE_TABLE)
    labels = {panel: words.label_or_code("panel", panel) for panel in table["panel"].unique()}
    return (schedule_section(table, labels, words, folder, font_cache(request)),)
