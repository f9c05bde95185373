"""`planodds set-targets`: goals by the probability with which they are reached, and a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.cli.planning.draws import DrawRequest, check_question, load_unit_draws
from planodds.cli.planning.files import folder_of, languages_of, unit_names, write_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def set_unit_targets(
    request: DrawRequest,
    *,
    unit: str,
    year: int,
    probability: float,
    lang: str,
    out: Path | None,
    draft: Path | None,
) -> Iterator[str]:
    """Compute goals for a year; write table, page, memo and a draft of the plan.

    Parameters
    ----------
    request : DrawRequest
    unit : str
        Code or name of a unit; empty: the home unit.
    year : int
    probability : float
        With which the whole set should hold.
    lang : {"zh", "en", "both"}
    out : Path or None
        Folder of the files; None: ``planning`` in the outputs folder.
    draft : Path or None
        Plan file to be written; None: ``draft-<unit>-<year>.yaml`` among the files.

    Yields
    ------
    str

    Raises
    ------
    UsageError
        A name is unknown, the year is outside the horizon, the probability is not between 0 and 1,
        or the draft exists or would not be read as a plan.
    """
    from planodds.errors import UsageError
    from planodds.execution.atomic import write_text_atomic
    from planodds.probability.planning.target_setting import set_targets
    from planodds.report.planning.draft import draft_plan
    from planodds.report.planning.targets import TargetText, write_targets

    check_question(request, year=year, probabilities=[probability])
    languages = languages_of(request.data_dir, lang)
    if draft and draft.exists():
        raise UsageError(
            f"{draft.name} exists", where=str(draft), expected="a new file", remedy="choose a name"
        )
    if draft and draft.suffix != ".yaml":
        raise UsageError(
            f"{draft.name} would not be read as a plan",
            where="--plan",
            expected="a name that ends in .yaml",
            remedy=f"name it {draft.stem.lstrip('.') or 'draft'}.yaml",
        )
    draws, home = load_unit_draws(request, unit)
    folder = folder_of(request, out)
    path = draft or folder / f"draft-{home.unit}-{year}.yaml"
    ranks = _ranks_of_plans(request.data_dir)
    table = set_targets(home, year=year, probability=probability, ranks=ranks)
    study, names = draws.panel.study, unit_names(draws.panel, home.unit)
    text = draft_plan(table, study, names, name=path.stem, described=draws.described)
    path.parent.mkdir(parents=True, exist_ok=True)
    documents = []
    for language in languages:
        shown = TargetText(study, names[language], language, table, year, probability)
        documents.append(write_targets(shown, draws.manifest, [path.name]))
        yield from shown.verdict()
    yield str(write_text_atomic(path, text))
    stem = f"targets.{home.unit}.{year}"
    yield from write_files(request, draws, folder, stem, table, documents)


def _ranks_of_plans(data_dir: Path) -> list[int]:
    """Return the ranks that the study's plans aim at."""
    from planodds.inputs.plan import load_plans

    ranks = {
        int(target.threshold)
        for plan in load_plans(data_dir)
        for target in plan.targets
        if target.kind == "rank" and target.from_panel and target.threshold is not None
    }
    return sorted(ranks)
