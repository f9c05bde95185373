"""The command that opens JupyterLab: where, with what, and which kernel."""

from __future__ import annotations

import os
import sys

import pytest
from typer.testing import CliRunner

from planodds.cli.app import app
from planodds.cli.workbench.lab import START
from planodds.constants import PROJECT_DIR


@pytest.fixture
def started(monkeypatch):
    calls = []
    monkeypatch.setattr(os, "execve", lambda *given: calls.append(given))
    return calls


def test_lab_opens_the_start_notebook_at_the_project(started):
    result = CliRunner().invoke(app, ["lab", "--no-browser", "--port", "0", "--allow-root"])
    assert result.exit_code == 0, result.output
    (program, command, environment) = started[0]
    assert (program, command[1:3]) == (sys.executable, ["-m", "planodds.cli.workbench.lab_server"])
    assert f"--ServerApp.root_dir={PROJECT_DIR}" in command
    assert f"--LabApp.default_url=/lab/tree/{START}?file-browser-path=/" in command
    assert command[-2:] == ["--no-browser", "--allow-root"]
    assert environment["JUPYTER_PREFER_ENV_PATH"] == "1"
    assert (PROJECT_DIR / START).is_file()


def test_lab_does_not_ask_about_news(started, monkeypatch):
    from jupyter_server.services.config.manager import ConfigManager

    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/elsewhere")
    CliRunner().invoke(app, ["lab"])
    folders = started[0][2]["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert folders[1:] == ["/elsewhere"]
    manager = ConfigManager(
        config_dir_name="labconfig", read_config_path=[f"{folders[0]}/labconfig"]
    )
    settings = manager.get("default_setting_overrides")
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"


def test_jupyter_knows_every_option_that_is_passed(started):
    """A misspelt option of Jupyter is only warned of, and then ignored."""
    from jupyter_server.serverapp import ServerApp
    from jupyterlab.labapp import LabApp

    CliRunner().invoke(app, ["lab"])
    options = [text for text in started[0][1] if text.startswith(("--ServerApp.", "--LabApp."))]
    assert len(options) == 5
    for option in options:
        owner, name = option[2:].split("=")[0].split(".")
        assert {"ServerApp": ServerApp, "LabApp": LabApp}[owner].class_traits().get(name), option
    assert LabApp.class_traits()["news_url"].from_string("None") is None


def test_the_launcher_has_a_card_of_the_project_with_the_kernel_of_this_environment(
    started, monkeypatch
):
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import KernelManager

    monkeypatch.setenv("JUPYTER_PATH", "/elsewhere")
    CliRunner().invoke(app, ["lab"])
    here, *others = started[0][2]["JUPYTER_PATH"].split(os.pathsep)
    specs = KernelSpecManager(kernel_dirs=[os.path.join(here, "kernels")])
    assert specs.get_kernel_spec("planodds").display_name == "Planodds 胜算"
    manager = KernelManager(kernel_name="planodds", kernel_spec_manager=specs)
    assert manager.format_kernel_cmd()[0] == sys.executable
    assert others == ["/elsewhere"]
