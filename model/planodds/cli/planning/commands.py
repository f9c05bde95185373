"""Commands for planners: evaluate, set targets, follow signposts, explain what changed, atlas."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planodds.cli.options import StudyFolder, data_dir
from planodds.cli.paths import check_file, check_folder

if TYPE_CHECKING:
    from planodds.cli.planning.draws import DrawRequest

Documents = Annotated[str, typer.Option("--lang", help="Documents in zh, en or both.")]
FilesFolder = Annotated[
    Path | None,
    typer.Option("--out", help="Folder of the files.", resolve_path=True, callback=check_folder),
]
Edition = Annotated[
    str,
    typer.Option(
        help="Edition by name or folder, or an outputs folder; default LATEST, else a fit."
    ),
]
OutputsOfEditions = Annotated[
    Path | None,
    typer.Option(
        "--editions",
        help="Folder of the editions; default outputs.",
        resolve_path=True,
        callback=check_folder,
    ),
]
Quick = Annotated[
    bool,
    typer.Option("--quick", help="A short fit where no edition has the draws; not for decisions."),
]


def add_commands(app: typer.Typer) -> None:
    """Add the commands for planners to the command line.

    Parameters
    ----------
    app : typer.Typer
    """
    for name, body in (
        ("evaluate", evaluate),
        ("set-targets", set_targets),
        ("signposts", signposts),
        ("overtaking", overtaking),
        ("frontier", frontier),
        ("bridge", bridge),
        ("timeline", timeline),
        ("first-print", first_print),
        ("likeliest-path", likeliest_path),
        ("atlas", atlas),
    ):
        app.command(name)(body)


def evaluate(
    plan: Annotated[str, typer.Option(help="Plan by name; default as in study.yaml.")] = "",
    information: Annotated[str, typer.Option(help="Information set: what was known.")] = "latest",
    unit: Annotated[str, typer.Option(help="Unit by code or name, for a plan without one.")] = "",
    edition: Edition = "",
    quick: Quick = False,
    lang: Documents = "both",
    out: FilesFolder = None,
    study: StudyFolder = None,
) -> None:
    """Evaluate a plan: linear schedule, chance of being met, what is needed, advice."""
    from planodds.cli.planning.evaluate import evaluate as body

    request = _request(study, information, edition, quick)
    for line in body(request, plan=plan, unit=unit, lang=lang, out=out):
        print(line)


def set_targets(
    year: Annotated[int, typer.Option(help="Year in which the targets are due.")],
    probability: Annotated[
        float, typer.Option(help="With which the whole set should hold, from 0 to 1.")
    ] = 0.7,
    unit: Annotated[str, typer.Option(help="Unit by code or name; default the home unit.")] = "",
    information: Annotated[str, typer.Option(help="Information set: what was known.")] = "latest",
    plan: Annotated[
        Path | None,
        typer.Option(
            help="Draft plan to write, NAME.yaml.", resolve_path=True, callback=check_file
        ),
    ] = None,
    edition: Edition = "",
    quick: Quick = False,
    lang: Documents = "both",
    out: FilesFolder = None,
    study: StudyFolder = None,
) -> None:
    """Show what is reached with which probability, one by one and together; write a draft plan."""
    from planodds.cli.planning.set_targets import set_unit_targets

    request = _request(study, information, edition, quick)
    for line in set_unit_targets(
        request, unit=unit, year=year, probability=probability, lang=lang, out=out, draft=plan
    ):
        print(line)


def signposts(
    plan: Annotated[str, typer.Option(help="Plan by name; default as in study.yaml.")] = "",
    information: Annotated[
        str, typer.Option(help="Information set; later figures are read off.")
    ] = "latest",
    unit: Annotated[str, typer.Option(help="Unit by code or name, for a plan without one.")] = "",
    edition: Edition = "",
    quick: Quick = False,
    lang: Documents = "both",
    out: FilesFolder = None,
    study: StudyFolder = None,
) -> None:
    """Show which figures must be read on the way for each target to stay within reach."""
    from planodds.cli.planning.signposts import list_signposts

    request = _request(study, information, edition, quick)
    for line in list_signposts(request, plan=plan, unit=unit, lang=lang, out=out):
        print(line)


def overtaking(
    year: Annotated[int, typer.Option(help="Last year shown.")],
    unit: Annotated[str, typer.Option(help="Unit by code or name; default the home unit.")] = "",
    information: Annotated[str, typer.Option(help="Information set: what was known.")] = "latest",
    edition: Edition = "",
    quick: Quick = False,
    lang: Documents = "both",
    out: FilesFolder = None,
    study: StudyFolder = None,
) -> None:
    """Show who may pass whom among the neighbours, and the ranks that are possible."""
    from planodds.cli.planning.overtaking import list_overtaking

    request = _request(study, information, edition, quick)
    for line in list_overtaking(request, unit=unit, year=year, lang=lang, out=out):
        print(line)


def frontier(
    year: Annotated[int, typer.Option(help="Year of the levels.")],
    probability: Annotated[
        list[float] | None,
        typer.Option(help="Of a curve, from 0 to 1; may be repeated. Default 0.8, 0.5 and 0.2."),
    ] = None,
    unit: Annotated[str, typer.Option(help="Unit by code or name; default the home unit.")] = "",
    information: Annotated[str, typer.Option(help="Information set: what was known.")] = "latest",
    edition: Edition = "",
    quick: Quick = False,
    lang: Documents = "both",
    out: FilesFolder = None,
    study: StudyFolder = None,
) -> None:
    """Show which levels of both variables are reached together with a given probability."""
    from planodds.cli.planning.frontier import list_frontier

    request = _request(study, information, edition, quick)
    for line in list_frontier(
        request, unit=unit, year=year, probabilities=probability or (), lang=lang, out=out
    ):
        print(line)


def bridge(
    first: Annotated[
        str, typer.Argument(help="EDITION[@INFORMATION[/SCENARIO]]; @2020 is of LATEST.")
    ],
    second: Annotated[str, typer.Argument(help="The same, for the later forecast.")] = "LATEST",
    year: Annotated[
        int | None, typer.Option(help="Year of the figure; default as on the first page.")
    ] = None,
    fit: Annotated[
        bool,
        typer.Option(
            "--fit", help="Fit the model where causes cannot be told apart otherwise; minutes."
        ),
    ] = False,
    editions: OutputsOfEditions = None,
    study: StudyFolder = None,
    lang: Documents = "both",
    out: FilesFolder = None,
) -> None:
    """Show why the chances changed between two editions or two origins; the parts add up."""
    from planodds.cli.planning.change.bridge import explain_change

    request = _request(study, "latest", "", False, outputs=editions)
    for line in explain_change(request, first, second, year=year, fit=fit, lang=lang, out=out):
        print(line)


def timeline(
    editions: OutputsOfEditions = None,
    study: StudyFolder = None,
    lang: Documents = "both",
    out: FilesFolder = None,
) -> None:
    """Show how the chances moved over all editions of an outputs folder."""
    from planodds.cli.planning.change.timeline import list_timeline

    request = _request(study, "latest", "", False, outputs=editions)
    for line in list_timeline(request, lang=lang, out=out):
        print(line)


def first_print(
    plan: Annotated[str, typer.Option(help="Plan by name; default as in study.yaml.")] = "",
    year: Annotated[
        int | None, typer.Option(help="Published year; default the last of all units.")
    ] = None,
    information: Annotated[str, typer.Option(help="Information set: what was known.")] = "latest",
    unit: Annotated[str, typer.Option(help="Unit by code or name, for a plan without one.")] = "",
    edition: Edition = "",
    quick: Quick = False,
    study: StudyFolder = None,
    lang: Documents = "both",
    out: FilesFolder = None,
) -> None:
    """Show how far a published figure may be revised, and what the final figure decides."""
    from planodds.cli.planning.first_print import list_first_print

    request = _request(study, information, edition, quick)
    for line in list_first_print(request, plan=plan, unit=unit, year=year, lang=lang, out=out):
        print(line)


def likeliest_path(
    plan: Annotated[str, typer.Option(help="Plan by name; default as in study.yaml.")] = "",
    year: Annotated[
        int | None, typer.Option(help="Year of the targets; default as on the first page.")
    ] = None,
    information: Annotated[str, typer.Option(help="Information set: what was known.")] = "latest",
    unit: Annotated[str, typer.Option(help="Unit by code or name, for a plan without one.")] = "",
    edition: Edition = "",
    quick: Quick = False,
    study: StudyFolder = None,
    lang: Documents = "both",
    out: FilesFolder = None,
) -> None:
    """Show the least unlikely way to each target: drivers and own growth, year by year."""
    from planodds.cli.planning.likeliest_path import list_likeliest_paths

    request = _request(study, information, edition, quick)
    for line in list_likeliest_paths(request, plan=plan, unit=unit, year=year, lang=lang, out=out):
        print(line)


def atlas(
    plan: Annotated[
        str, typer.Option(help="Plan of no unit, whose targets every unit is asked about.")
    ] = "",
    briefs: Annotated[
        list[str] | None,
        typer.Option(help="Unit by code or name that gets a one-page brief, or all; repeatable."),
    ] = None,
    information: Annotated[str, typer.Option(help="Information set: what was known.")] = "latest",
    edition: Edition = "",
    quick: Quick = False,
    lang: Documents = "both",
    out: FilesFolder = None,
    study: StudyFolder = None,
) -> None:
    """Answer the same targets for all units from one set of draws; write briefs of units."""
    from planodds.cli.planning.atlas import list_atlas

    request = _request(study, information, edition, quick)
    for line in list_atlas(request, plan=plan, briefs=briefs or (), lang=lang, out=out):
        print(line)


def _request(
    study: Path | None, information: str, edition: str, quick: bool, outputs: Path | None = None
) -> DrawRequest:
    from planodds.cli.planning.draws import DrawRequest
    from planodds.editions.layout import OUTPUTS_DIR

    return DrawRequest(data_dir(study), outputs or OUTPUTS_DIR, information, edition, quick)
