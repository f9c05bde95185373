"""Commands around the place of work: lab, explore, docs, scenario, watch."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from planodds.cli.options import Language, OutputsFolder, StudyFolder, data_dir
from planodds.cli.paths import check_file


def add_commands(app: typer.Typer) -> None:
    """Add the commands that open JupyterLab, explorer or documentation, exchange and watch.

    Parameters
    ----------
    app : typer.Typer
    """
    passed_on = {"allow_extra_args": True, "ignore_unknown_options": True}
    app.command("lab", context_settings=passed_on)(lab)
    app.command("explore")(explore)
    app.command("docs")(docs)
    app.command("scenario")(scenario)
    app.command("watch", context_settings=passed_on)(watch)


def lab(
    context: typer.Context,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the browser.")
    ] = True,
    port: Annotated[int, typer.Option(min=0, help="Port on this machine; 0: any free one.")] = 8888,
) -> None:
    """Open JupyterLab at the project with the start notebook; other options go to Jupyter."""
    from planodds.cli.workbench.lab import open_lab

    open_lab(browser=browser, port=port, more=context.args)


def explore(
    unit: Annotated[str, typer.Option(help="Unit by code or name; default as in study.yaml.")] = "",
    edition: Annotated[
        str, typer.Option(help="Edition by name, whose fit is used; default the newest.")
    ] = "LATEST",
    information: Annotated[str, typer.Option(help="Information set: what was known.")] = "latest",
    lang: Annotated[str, typer.Option("--lang", help="Page in zh, en or both.")] = "both",
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the browser.")
    ] = True,
    port: Annotated[int, typer.Option(min=0, help="Port on this machine; 0: any free one.")] = 0,
    study: StudyFolder = None,
    out: OutputsFolder = None,
) -> None:
    """Open a page with controls for assumptions and targets; it prints its address."""
    from planodds.cli.validation import choose_home
    from planodds.cli.workbench.explore import prepare_notebook, serve

    choose_home(data_dir(study), unit=unit)
    if out is not None:
        os.environ["PLANODDS_OUT"] = str(out)
    notebook = prepare_notebook(edition=edition, information=information, lang=lang)
    serve(notebook, browser=browser, port=port)


def docs(
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the browser.")
    ] = True,
) -> None:
    """Open the documentation that `make docs` has built, or say how to build it."""
    from planodds.cli.workbench.docs import open_docs

    print(open_docs(browser=browser))


def scenario(
    action: Annotated[
        Literal["export", "import"], typer.Argument(help="To a workbook, or from one.")
    ],
    name: Annotated[str, typer.Argument(help="Scenario to export, or workbook to import.")],
    file: Annotated[
        Path | None,
        typer.Argument(
            help="Workbook to write; default NAME.xlsx here.",
            resolve_path=True,
            callback=check_file,
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write the imported scenario.")] = False,
    lang: Language = "en",
    study: StudyFolder = None,
) -> None:
    """Write a scenario as an XLSX, one row per assumption and year, or read it back."""
    from planodds.cli.options import data_dir
    from planodds.cli.workbench.scenario_workbook import export_scenario, import_scenario

    folder = data_dir(study)
    if action == "export":
        target = file or Path(f"{Path(name).stem}.xlsx").resolve()
        lines = export_scenario(name, target, lang=lang, data_dir=folder)
    else:
        lines = import_scenario(Path(name).resolve(), yes=yes, lang=lang, data_dir=folder)
    for line in lines:
        print(line)


def watch(
    context: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(help="Folder of the study; default as for run.", resolve_path=True),
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="Make an edition if data are new, then end: for a timer.")
    ] = False,
    note: Annotated[
        Path | None,
        typer.Option(
            help="File that receives what moved, replaced each time.",
            resolve_path=True,
            callback=check_file,
        ),
    ] = None,
    command: Annotated[
        str, typer.Option(help="Shell command that receives the same on its standard input.")
    ] = "",
    out: OutputsFolder = None,
) -> None:
    """Make an edition whenever the data of a study change; other options go to `planodds run`."""
    from planodds.cli.options import data_dir, outputs_dir
    from planodds.cli.workbench.watch import WatchRequest, watch_study

    request = WatchRequest(
        data_dir(folder), out or outputs_dir(), tuple(context.args), note, command
    )
    raise typer.Exit(watch_study(request, once=once, tell=lambda line: print(line, flush=True)))
