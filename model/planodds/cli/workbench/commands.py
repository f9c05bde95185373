"""Commands that open a place of work: lab, docs."""

from __future__ import annotations

from typing import Annotated

import typer


def add_commands(app: typer.Typer) -> None:
    """Add the commands that open JupyterLab and the documentation.

    Parameters
    ----------
    app : typer.Typer
    """
    passed_on = {"allow_extra_args": True, "ignore_unknown_options": True}
    app.command("lab", context_settings=passed_on)(lab)
    app.command("docs")(docs)


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


def docs(
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the browser.")
    ] = True,
) -> None:
    """Open the documentation that `make docs` has built, or say how to build it."""
    from planodds.cli.workbench.docs import open_docs

    print(open_docs(browser=browser))
