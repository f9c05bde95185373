"""Commands about editions: list, editions, compare, verify, reproduce, clean."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planodds.cli.options import (
    ALL_CORES,
    EditionsFolder,
    Jobs,
    Language,
    OutputsFolder,
    StudyFolder,
    data_dir,
    outputs_dir,
)
from planodds.cli.paths import check_folder

if TYPE_CHECKING:
    from planodds.batch.prepare import Batch


def add_commands(app: typer.Typer) -> None:
    """Add the commands about editions to the command line.

    Parameters
    ----------
    app : typer.Typer
    """
    for name, body in (
        ("list", list_all),
        ("editions", editions),
        ("compare", compare),
        ("verify", verify),
        ("reproduce", reproduce),
        ("clean", clean),
    ):
        app.command(name)(body)


def list_all(out: EditionsFolder = None, study: StudyFolder = None) -> None:
    """List information sets, scenarios, targets and editions."""
    from planodds.cli import list_

    for line in list_.list_all(data_dir(study), out or outputs_dir()):
        print(line)


def editions(out: EditionsFolder = None) -> None:
    """List editions: when made, for decisions or why not, what they hold, how large."""
    from planodds.cli.list_ import tabulate_editions

    for line in tabulate_editions(out or outputs_dir()):
        print(line)


def compare(
    first: Annotated[str, typer.Argument(help="Edition by name, or LATEST.")],
    second: Annotated[str, typer.Argument(help="The same.")],
    lang: Language = "en",
    every: Annotated[bool, typer.Option("--all", help="List every move of the odds.")] = False,
    out: EditionsFolder = None,
) -> None:
    """List which odds changed between two editions, and what went in differently."""
    from planodds.cli.compare import compare_editions

    for line in compare_editions(first, second, lang=lang, out=out or outputs_dir(), every=every):
        print(line)


def verify(
    edition: Annotated[str, typer.Argument(help="Edition by name, its folder, or LATEST.")],
    out: EditionsFolder = None,
) -> None:
    """Compare each file of an edition with the digest that its run recorded."""
    from planodds.cli.editions.verify import verify_edition

    for line in verify_edition(edition, out or outputs_dir()):
        print(line)


def reproduce(
    edition: Annotated[str, typer.Argument(help="Edition by name, its folder, or LATEST.")],
    inputs_only: Annotated[
        bool, typer.Option("--inputs-only", help="Compare data, code and packages; run nothing.")
    ] = False,
    jobs: Jobs = ALL_CORES,
    into: Annotated[
        Path | None,
        typer.Option(
            help="New folder for the second run.", resolve_path=True, callback=check_folder
        ),
    ] = None,
    out: EditionsFolder = None,
    study: StudyFolder = None,
) -> None:
    """Compare the inputs of an edition, run it again from nothing, and compare the odds."""
    from planodds.cli.editions.reproduce import (
        Reproduction,
        choose_subject,
        reproduce_edition,
        second_outputs,
    )

    outputs, folder = out or outputs_dir(), data_dir(study)

    def prepare(wanted: Reproduction) -> Batch:
        from planodds.batch.prepare import prepare_batch
        from planodds.cli.batch_plan import plan_batch

        home = choose_subject(wanted.subject, folder, stated=study is not None)
        only = None if wanted.full else list(wanted.scenarios)
        plan = plan_batch(home, list(wanted.information), only, wanted.quick)
        return prepare_batch(plan, data_dir=home)

    def build(batch: Batch) -> Path:
        from planodds.batch.runner import run_batch

        return run_batch(batch, out=second, jobs=jobs, report=lambda event: None).folder

    with second_outputs(into) as second:
        for line in reproduce_edition(
            edition, outputs, prepare=prepare, build=None if inputs_only else build
        ):
            print(line)


def clean(
    keep: Annotated[int, typer.Option(min=1, help="Number of newest editions that stay.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    out: OutputsFolder = None,
) -> None:
    """Remove older editions, unfinished ones, and stored fits that none of the kept uses."""
    from planodds.cli.clean import clean_outputs

    clean_outputs(out or outputs_dir(), keep=keep, yes=yes)
