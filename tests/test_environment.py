"""The environment: the lock, pyproject.toml, environment.yml and the Makefile agree."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import planodds
from tests.waiting import GUARD

ROOT = Path(__file__).resolve().parents[1]
MISSION = {"jupyterlab", "pandas", "statsmodels", "pymc", "seaborn", "papermill", "pytest", "nbval"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DIRECT = {
    canonicalize_name(found.name): found
    for found in map(
        Requirement,
        (*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["dev"]),
    )
}
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LOCKS = {
    "requirements.lock": (LOCK, 100),
    "requirements-benchmarks.lock": (
        (ROOT / "requirements-benchmarks.lock").read_text(encoding="utf-8"),
        20,
    ),
    "requirements-zero-shot.lock": (
        (ROOT / "requirements-zero-shot.lock").read_text(encoding="utf-8"),
        20,
    ),
}
PINS = dict(re.findall(r"^([a-z0-9._-]+)==([^ \\;]+)", LOCK, re.MULTILINE))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
CONDA_PINS = dict(entry.split("=") for entry in CONDA if isinstance(entry, str) and "=" in entry)
PIP = next(entry["pip"] for entry in CONDA if isinstance(entry, dict))
PIP_PINS = dict(entry.split("==") for entry in PIP if "==" in entry)


def test_every_dependency_is_locked_at_a_version_it_allows():
    assert {
        name
        for name, wanted in DIRECT.items()
        if name not in PINS or not wanted.specifier.contains(PINS[name])
    } == set()


def test_the_build_backend_is_in_the_lock():
    required = {
        canonicalize_name(Requirement(text).name) for text in PROJECT["build-system"]["requires"]
    }
    assert required <= set(PINS)


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_is_pinned_with_hashes(name):
    lock, fewest = LOCKS[name]
    packages = re.split(r"\n(?=\S)", lock.strip())
    assert len(packages) > fewest
    assert [
        text.split()[0]
        for text in packages
        if not re.match(r"[a-z0-9._-]+==\S+", text) or "--hash=sha256:" not in text
    ] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_no_header_and_names_no_index(name):
    pattern = r"(?m)^#.*|https?://\S+|file:\S+|--(?:extra-)?index\S*|--find-links\S*"
    assert re.findall(pattern, LOCKS[name][0]) == []


def read_pins(name):
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ \\;]+)", LOCKS[name][0], re.MULTILINE))


@pytest.mark.parametrize(
    ("environment", "names"),
    [("benchmarks", {"statsforecast", "scikit-learn"}), ("zero-shot", {"fracast"})],
)
def test_the_libraries_of_the_record_are_locked_at_versions_they_allow(environment, names):
    wanted = [
        Requirement(line.partition("#")[0])
        for line in (ROOT / f"requirements-{environment}.in").read_text("utf-8").splitlines()
        if line.partition("#")[0].strip()
    ]
    pins = read_pins(f"requirements-{environment}.lock")
    assert {need.name for need in wanted} == names
    assert all(need.specifier.contains(pins[need.name]) for need in wanted)


def test_the_libraries_of_the_record_have_environments_of_their_own_for_a_reason():
    """statsforecast needs an older pandas; fracast needs torch, which is large."""
    pandas = read_pins("requirements-benchmarks.lock")["pandas"]
    assert int(pandas.partition(".")[0]) < int(PINS["pandas"].partition(".")[0])
    assert "torch" in read_pins("requirements-zero-shot.lock").keys() - PINS.keys()
    assert "torch" not in read_pins("requirements-benchmarks.lock")


def test_conda_installs_the_prescribed_packages_at_the_locked_versions():
    assert set(CONDA_PINS) == MISSION | {"python"}
    assert {name: PINS[name] for name in MISSION} == {
        name: version for name, version in CONDA_PINS.items() if name != "python"
    }


def test_pip_installs_every_other_dependency_at_the_locked_version():
    assert {name: PINS[name] for name in set(DIRECT) - MISSION} == PIP_PINS


def test_every_file_requires_a_python_that_the_project_allows():
    allowed = SpecifierSet(PROJECT["project"]["requires-python"])
    named = (ROOT / ".python-version").read_text(encoding="utf-8").strip()
    assert CONDA_PINS["python"] == named
    assert allowed.contains(f"{named}.0")
    assert not allowed.contains("3.11.9")


def test_package_and_project_have_one_version():
    assert PROJECT["project"]["version"] == planodds.__version__


def test_this_environment_is_the_locked_one():
    from importlib.metadata import version

    if not (ROOT / ".venv" / ".installed").exists():
        pytest.skip("the tests do not run in the environment that make builds")
    assert {name: version(name) for name in DIRECT} == {name: PINS[name] for name in DIRECT}


def make(*arguments, path=None):
    """Run make as a user would, independently of the make that runs the tests."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "PYENV_ROOT")
    }
    environment["PATH"] = path or environment["PATH"]
    return subprocess.run(
        [shutil.which("make"), "-C", str(ROOT), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=GUARD,
        check=False,
    )


@pytest.fixture
def bare_path(tmp_path):
    """A PATH with the tools that the Makefile uses and no Python; returns its folder."""
    for tool in ("ls", "sort", "sh", "bash"):
        (tmp_path / tool).symlink_to(shutil.which(tool))
    return tmp_path


def put_python(folder, name, script):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def find_python(folder):
    return make(
        "--eval", "found: ; @$(FIND_PYTHON); echo found $$python", "found", path=str(folder)
    )


def test_a_python_that_does_not_run_is_passed_over(bare_path):
    put_python(bare_path, "python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127")
    put_python(bare_path, "python3.12", f'exec "{sys.executable}" "$@"')
    assert "found python3.12" in find_python(bare_path).stdout


def test_an_old_python3_is_passed_over_for_one_of_pyenv(bare_path):
    put_python(bare_path, "python3", "exit 1")
    installed = bare_path / "root" / "versions" / "3.13.0" / "bin"
    installed.mkdir(parents=True)
    put_python(installed, "python3", f'exec "{sys.executable}" "$@"')
    put_python(bare_path, "pyenv", f'echo "{bare_path}/root"')
    assert f"found {installed}/python3" in find_python(bare_path).stdout


def test_without_a_python_the_makefile_suggests_an_installation(bare_path):
    result = find_python(bare_path)
    assert result.returncode != 0
    assert "Python 3.12 or newer" in result.stderr
    assert "apt-get install" in result.stderr


def test_make_test_never_calls_apt():
    commands = make("--dry-run", "--always-make", "test").stdout
    assert "pytest" in commands
    assert "apt" not in re.sub(r"echo .*", "", commands)


def test_the_build_server_runs_what_a_user_runs():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in script
    assert script.rstrip().endswith("REQUIRE_BROWSER=1 make test")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_quick_imports_stay_light():
    heavy = "{'pymc', 'arviz', 'matplotlib', 'seaborn', 'statsmodels', 'jupyterlab', 'nbconvert'}"
    code = f"import planodds.inputs, sys; print(sorted({heavy} & set(sys.modules)))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert result.stdout.strip() == "[]"
