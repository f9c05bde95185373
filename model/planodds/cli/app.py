"""The command line: what can be typed; the bodies stand in modules that load when needed."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from planodds.cli.batch_plan import plan_batch
from planodds.cli.editions import commands as editions
from planodds.cli.evaluation import commands as evaluation
from planodds.cli.options import (
    ALL_CORES,
    Jobs,
    Language,
    OutputsFolder,
    StudyFolder,
    data_dir,
    outputs_dir,
)
from planodds.cli.planning import commands as planning
from planodds.cli.workbench import commands as workbench
from planodds.errors import PlanoddsError, make_printable, translate_system_error

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Probabilities for every target of a five-year plan, from published statistics.",
)
_ENCODING = "Encoding of a CSV file, such as cp1252; needed where a letter takes one byte."
_MAX_PART = 450  # characters of each part of a message
_COMMAND_LINE_ERROR: type[Exception] = next(
    base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException"
)
_NO_HOME = "/nonexistent"  # by convention of Debian
_INTERRUPTED, _BROKEN_PIPE = 130, 141  # as a shell reports them


def main() -> None:
    """Run the command line; an error that the program raises on purpose has no traceback."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy is loaded, for every command
    _name_a_home()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may lack Chinese or a minus sign
            stream.reconfigure(errors="backslashreplace")
    try:
        status = app(standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except _COMMAND_LINE_ERROR as error:
        _tell_usage(error)
    except typer.Abort:
        print("Aborted.", file=sys.stderr)
        sys.exit(1)
    except PlanoddsError as error:
        print(f"planodds: {_complete(error)}", file=sys.stderr)
        sys.exit(error.exit_status)
    except KeyboardInterrupt:  # before the command line has begun to handle it, or after
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has left
        sys.exit(_BROKEN_PIPE)
    except (OSError, RecursionError, MemoryError) as error:
        print(f"planodds: {_complete(translate_system_error(error))}", file=sys.stderr)
        sys.exit(PlanoddsError.exit_status)


def _name_a_home() -> None:
    """Name a missing home where the system knows none, as for a numbered user of a container.

    Libraries of the notebooks fail without a name; a folder that does not exist they do without.
    """
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = _NO_HOME


def _tell_usage(error: Exception) -> NoReturn:
    """Report a fault of the command line as any other one, or the help if nothing was typed."""
    text = error.format_message()  # type: ignore[attr-defined]
    if type(error).__name__ == "NoArgsIsHelpError":
        print(text)
    else:
        print(f"planodds: {_complete(PlanoddsError(' '.join(text.split())))}", file=sys.stderr)
    sys.exit(PlanoddsError.exit_status)


def _complete(error: PlanoddsError) -> PlanoddsError:
    """Return an error with all of its parts, fit for a terminal.

    What is missing concerns the command line. Of a very long part, such as one that repeats a name
    of thousands of letters, both ends are shown.
    """
    if not error.where and "\n  where: " in error.what:  # several faults, each with its parts
        return PlanoddsError(make_printable(error.what))
    known = {
        command.name or getattr(command.callback, "__name__", "")
        for command in app.registered_commands
    }
    names = [word for word in sys.argv[1:2] if word in known]
    usage = f"`{' '.join(['planodds', *names, '--help'])}`"
    return PlanoddsError(
        _shorten(error.what),
        where=_shorten(error.where or "command line"),
        expected=_shorten(error.expected or f"what {usage} describes"),
        remedy=_shorten(error.remedy or f"see {usage}"),
    )


def _shorten(text: str) -> str:
    """Return a part of a message that can be printed, without the middle of a very long one."""
    text, half = make_printable(text), _MAX_PART // 2
    return text if len(text) <= _MAX_PART else f"{text[:half]} … {text[-half:]}"


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"planodds {version('planodds')}")
        except PackageNotFoundError:
            print("planodds, run from its source tree without being installed")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Options that stand before a command."""


@app.command()
def run(
    information: Annotated[
        list[str] | None,
        typer.Option(help="Information set: 2020 .. 2024 or latest; may be repeated."),
    ] = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option(help="Scenario by name; may be repeated. The baseline always comes along."),
    ] = None,
    sweep: Annotated[
        list[str] | None,
        typer.Option(
            help="All runs of a sweep by name, at latest unless asked otherwise; may be repeated."
        ),
    ] = None,
    jobs: Jobs = ALL_CORES,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Short fits to try things out; stamped NOT FOR DECISIONS."),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Check everything, show the plan of runs and its time; run nothing."
        ),
    ] = False,
    log_json: Annotated[
        bool,
        typer.Option("--log-json", help="One JSON line for each event on standard output, no bar."),
    ] = False,
    executor: Annotated[str, typer.Option(help="Where runs are done: local or dask.")] = "local",
    scheduler: Annotated[
        str | None, typer.Option(help="Address of the Dask scheduler, such as tcp://10.0.0.5:8786.")
    ] = None,
    out: OutputsFolder = None,
    study: StudyFolder = None,
    unit: Annotated[
        str, typer.Option(help="Unit of the edition: code or name; default as in study.yaml.")
    ] = "",
    plan: Annotated[
        str, typer.Option(help="Plan of the edition: a file in plans/; default as in study.yaml.")
    ] = "",
) -> None:
    """Make an edition: forecasts, odds, executed notebooks, a brief to read."""
    from planodds.cli.run import RunRequest, run_request
    from planodds.cli.validation import choose_home

    folder = data_dir(study)
    request = RunRequest(
        data_dir=folder,
        out=out or outputs_dir(),
        jobs=jobs,
        dry_run=dry_run,
        log_json=log_json,
        executor=executor,
        scheduler=scheduler,
    )
    raise typer.Exit(
        run_request(
            request,
            lambda: plan_batch(
                choose_home(folder, unit=unit, plan=plan), information, scenario, quick, sweep
            ),
        )
    )


@app.command()
def check(study: StudyFolder = None) -> None:
    """Check data, plan, priors, scenarios, sweeps, weights and notebooks; no sampling."""
    from planodds.cli.check import check_all

    folder = data_dir(study)

    def count() -> int:
        from planodds.batch.prepare import prepare_batch

        return len(
            prepare_batch(plan_batch(folder, None, None, False), data_dir=folder).plan.notebooks
        )

    for line in check_all(folder, count):
        print(line)


@app.command("import")
def import_table(
    file: Annotated[Path, typer.Argument(help="XLSX, XLS or CSV.", resolve_path=True)],
    study: Annotated[
        Path | None,
        typer.Option(
            "--study",
            "--data",
            help="Folder of the study; default PLANODDS_DATA, else the one of the project.",
            resolve_path=True,
        ),
    ] = None,
    indicator: Annotated[
        str, typer.Option(help="Indicator, where the table does not name it.")
    ] = "",
    unit_of_measure: Annotated[
        str, typer.Option(help="Measurement unit, where the table states none.")
    ] = "",
    year: Annotated[int | None, typer.Option(help="Year, where the table states none.")] = None,
    sheet: Annotated[str, typer.Option(help="Only this sheet.")] = "",
    encoding: Annotated[str, typer.Option(help=_ENCODING)] = "",
    decimal: Annotated[str, typer.Option(help="Decimal sign: point or comma.")] = "",
    source: Annotated[str, typer.Option(help="source_id of sources.csv; needed by --yes.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Append the figures to the panel.")] = False,
) -> None:
    """Show what a yearbook or work table states and revises; with --yes, append it."""
    from planodds.cli.import_ import import_file
    from planodds.cli.validation import check_choice
    from planodds.inputs.importing.figures import Options

    check_choice("decimal sign", [decimal] if decimal else [], ["point", "comma"])
    options = Options(indicator, unit_of_measure, year, sheet, encoding, decimal)
    for line in import_file(file, data_dir(study), options=options, source=source, yes=yes):
        print(line)


@app.command("init")
def init_study(
    folder: Annotated[
        Path, typer.Argument(help="New or empty folder of the study.", resolve_path=True)
    ],
    table: Annotated[
        Path, typer.Option("--from", help="CSV, XLSX or XLS with all units.", resolve_path=True)
    ],
    unit_column: Annotated[str, typer.Option(help="Column with code or name of a unit.")] = "",
    year_column: Annotated[str, typer.Option(help="Column with the year.")] = "",
    value_column: Annotated[str, typer.Option(help="Column with the ranked figures.")] = "",
    group_column: Annotated[str, typer.Option(help="Column that groups the units.")] = "",
    linked_column: Annotated[
        str, typer.Option(help="Second column of figures, which follows the growth of the ranked.")
    ] = "",
    unit_of_measure: Annotated[str, typer.Option(help="Such as usd_1e6.")] = "",
    decimal: Annotated[str, typer.Option(help="Decimal sign: point or comma.")] = "",
    encoding: Annotated[str, typer.Option(help=_ENCODING)] = "",
) -> None:
    """Write a new study from one flat table of units, years and figures."""
    from planodds.cli.import_ import init_study as body
    from planodds.cli.validation import check_choice
    from planodds.inputs.new_study.columns import Choices

    check_choice("decimal sign", [decimal] if decimal else [], ["point", "comma"])
    choices = Choices(
        unit_column,
        year_column,
        value_column,
        group_column,
        unit_of_measure,
        decimal,
        encoding,
        linked_column,
    )
    for line in body(table, folder, choices):
        print(line)


@app.command()
def diff(
    first: Annotated[str, typer.Argument(help="Scenario by name, or a file.")],
    second: Annotated[str, typer.Argument(help="The same.")],
    lang: Language = "en",
    study: StudyFolder = None,
) -> None:
    """Describe how two scenarios differ."""
    from planodds.cli.scenarios import diff_scenarios

    print(diff_scenarios(first, second, lang=lang, data_dir=data_dir(study)))


@app.command()
def show(
    scenario: Annotated[str, typer.Argument(help="Scenario by name, or a file.")],
    study: StudyFolder = None,
) -> None:
    """Print a scenario as it will run, with all that it inherits."""
    from planodds.cli.scenarios import show_scenario

    print(show_scenario(scenario, data_dir=data_dir(study)), end="")


@app.command()
def schema() -> None:
    """Write the JSON Schemas of scenario, sweep and weights files, for editors."""
    from planodds.cli.scenarios import write_schemas

    for line in write_schemas(data_dir()):
        print(line)


for group in (evaluation, editions, planning, workbench):
    group.add_commands(app)
