"""Forked kernels: separate processes, and the handling of those that die, hang or grow."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from planodds.batch.kernels.client import FOLDER_ENV, KernelServer, make_socket_folder, socket_dir
from planodds.batch.kernels.provisioner import MEMORY_ENV
from planodds.batch.kernels.server import THREADS_STARTED
from planodds.batch.notebook_run import NotebookRunError, run_notebook
from planodds.report.fonts import static_fonts
from tests.batch.processes import children, is_running, wait_until_gone
from tests.notebook.notebook_files import write_notebook
from tests.waiting import FOREVER, GUARD, wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc"),
]
ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(ROOT / "model"),
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
SAY = """import json, os, pathlib, sys, time
def say(**facts):
    pathlib.Path(os.environ["PLANODDS_RUN_FOLDER"], "printed.json").write_text(json.dumps(facts))
def report(name, text):
    pathlib.Path(os.environ["PLANODDS_DATA"], name).write_text(str(text))"""
PREFETCH = "planodds.notebook.base_rates:prefetch"
SAMPLERS = ("pymc", "arviz", "nutpie", "pytensor")


def fonts() -> Path:
    return static_fonts().regular.parent


def start_server(**environment: str) -> KernelServer:
    server = KernelServer(fonts=fonts(), environment={**ENVIRONMENT, **environment})
    server.ensure()
    return server


@pytest.fixture(scope="module")
def server():
    """One fork server for the tests that do not end it."""
    server = start_server()
    yield server
    server.end()
    assert not server.folder.exists()


@pytest.fixture
def execute(tmp_path, monkeypatch):
    """Execute cells with kernels from a server; return the record and the printed output."""

    def run(server: KernelServer | None, *cells: str, name: str = "run", limit: float = GUARD):
        if server:
            monkeypatch.setenv(FOLDER_ENV, str(server.folder))
        record = run_notebook(
            notebook=write_notebook(tmp_path / "books" / f"{name}.ipynb", SAY, *cells),
            parameters={"edition": "2024-0a1b2c3d"},
            folder=tmp_path / name,
            edition_dir=tmp_path,
            data_dir=tmp_path,
            fonts=fonts(),
            key="key",
            name=name,
            failed=tmp_path / "failed" / f"{name}.ipynb",
            time_limit=limit,
        )
        printed = tmp_path / name / "printed.json"
        return record, json.loads(printed.read_text()) if printed.exists() else {}

    return run


def fail(execute, server, *cells, **options) -> dict:
    with pytest.raises(NotebookRunError) as caught:
        execute(server, *cells, **options)
    return caught.value.record["error"]


def test_kernels_share_no_state(server, execute):
    leave = (
        "import builtins, numpy, matplotlib, planodds.constants\n"
        "builtins.left = planodds.constants.left = 1\nos.environ['LEFT'] = '1'\n"
        "matplotlib.rcParams['font.size'] = 77\nos.chdir('/')"
    )
    look = (
        "import builtins, matplotlib, planodds.constants\n"
        "say(left=[hasattr(builtins, 'left'), hasattr(planodds.constants, 'left'), "
        "'LEFT' in os.environ, matplotlib.rcParams['font.size'] == 77, os.getcwd() == '/'], "
        "parent=os.getppid(), name=os.getpid(), session=os.getsid(0))"
    )
    execute(server, leave, name="first")
    _, printed = execute(server, look, name="second")
    assert printed["left"] == [False] * 5
    assert printed["parent"] == server.pid
    assert printed["session"] == printed["name"] != server.pid


def test_random_numbers_differ_unless_seeded(server, execute):
    draw = (
        "import random, uuid, numpy as np\n"
        "say(free=[random.random(), np.random.rand(), np.random.default_rng().random(), "
        "uuid.uuid4().hex], seeded=np.random.default_rng(7).random(3).tolist())"
    )
    _, one = execute(server, draw, name="one")
    _, two = execute(server, draw, name="two")
    assert all(a != b for a, b in zip(one["free"], two["free"], strict=True))
    assert one["seeded"] == two["seeded"]


def test_imports_are_done_and_no_sampler_among_them(server, execute):
    record, printed = execute(server, "say(names=sorted(sys.modules))")
    names = set(printed["names"])
    assert {"pandas", "matplotlib.pyplot", "planodds.probability.questions.targets"} <= names
    assert not set(SAMPLERS) & names
    assert 50 < record["peak_mb"] < 500


def test_data_are_preloaded_and_reloaded_after_a_change(execute, data_copy):
    server = KernelServer(
        fonts=fonts(), environment=ENVIRONMENT, data_dir=data_copy, prefetch=PREFETCH
    )
    server.ensure()
    look = (
        "from planodds.inputs.panels import county_panel as panel\n"
        "ahead = set(map(id, panel._CACHE.values()))\n"
        f"loaded = panel.load_panel(pathlib.Path({str(data_copy)!r}))\n"
        "say(ahead=len(ahead), kept=id(loaded) in ahead, units=len(loaded.units))"
    )
    try:
        _, same = execute(server, look, name="same")
        plan = next(data_copy.glob("plans/*.yaml"))
        plan.write_text(plan.read_text("utf-8") + "# changed\n", encoding="utf-8")
        _, changed = execute(server, look, name="changed")
    finally:
        server.end()
    assert same == {"ahead": 1, "kept": True, "units": 117}
    assert changed == {"ahead": 1, "kept": False, "units": 117}


def test_data_that_cannot_be_read_ahead_cost_no_kernel(execute, tmp_path):
    server = KernelServer(
        fonts=fonts(), environment=ENVIRONMENT, data_dir=tmp_path / "nowhere", prefetch=PREFETCH
    )
    server.ensure()
    try:
        _, printed = execute(server, "say(parent=os.getppid())")
        assert printed["parent"] == server.pid
    finally:
        server.end()


def test_the_server_has_one_thread_and_leaves_no_zombie(server, execute):
    execute(server, "say()")
    fail(execute, server, "os._exit(7)", name="gone")
    assert len(list(Path(f"/proc/{server.pid}/task").iterdir())) == 1
    wait_until(lambda: children(server.pid) == set())


def test_a_server_with_a_second_thread_refuses_to_fork(tmp_path):
    code = (
        "import threading, time\n"
        f"threading.Thread(target=time.sleep, args=({FOREVER},), daemon=True).start()\n"
        "from planodds.batch.kernels.server import main\nmain()"
    )
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "server"))
        number = listener.fileno()
        done = subprocess.run(
            [sys.executable, "-c", code, str(number), str(fonts())],
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            pass_fds=[number],
            timeout=GUARD,
        )
    assert done.returncode == THREADS_STARTED


def test_without_a_server_an_ordinary_kernel_runs(execute):
    server = start_server(PYTHONHOME="/nonexistent")
    try:
        started = set()
        for _ in range(8):  # a server that dies repeatedly is not restarted
            server.ensure()
            started.add(server.pid)
            wait_until_gone({server.pid})
        assert len(started) < 8
        _, printed = execute(server, "say(parent=os.getppid(), names=sorted(sys.modules))")
    finally:
        server.end()
    assert printed["parent"] == os.getpid()
    assert "planodds.probability" not in printed["names"]


@pytest.mark.parametrize(
    "cell", ["while True: pass", "sum(1 for _ in iter(int, 1))", "'a' in range(10**15)"]
)
def test_a_hanging_cell_meets_the_time_limit(server, execute, tmp_path, cell):
    note, limit, error = "report('kernel', os.getpid())", 1.0, {}
    while error.get("cell") != 4 and limit < GUARD:  # where the machine is slow to do the others
        error = fail(execute, server, note, cell, limit=limit)
        limit *= 10
    assert (error["cell"], error["ename"]) == (4, "CellTimeout")
    assert error["source"] == cell
    assert error["parameters"] == {"edition": "2024-0a1b2c3d"}
    assert (tmp_path / "failed/run.ipynb").is_file()
    assert not (tmp_path / "run").exists()
    wait_until_gone({int((tmp_path / "kernel").read_text())})


def test_child_processes_of_a_killed_kernel_end_with_it(server, execute, tmp_path):
    begin = (
        "import signal, subprocess\n"
        f"report('helper', subprocess.Popen(['sleep', '{FOREVER:.0f}']).pid)"
    )
    error = fail(execute, server, begin, "os.kill(os.getpid(), signal.SIGKILL)")
    assert (error["cell"], error["ename"]) == (4, "DeadKernelError")
    assert error["parameters"] == {"edition": "2024-0a1b2c3d"}
    wait_until_gone({int((tmp_path / "helper").read_text())})


@pytest.mark.parametrize("kind", ["forked", "ordinary"])
def test_too_much_memory_is_an_error_of_that_cell(server, execute, monkeypatch, kind):
    monkeypatch.setenv(MEMORY_ENV, str(3 * 2**30))
    error = fail(
        execute, server if kind == "forked" else None, "x = 1", "block = bytearray(4 * 2**30)"
    )
    assert (error["cell"], error["ename"]) == (4, "MemoryError")


def test_a_run_is_repeated_when_the_server_is_killed(execute, tmp_path):
    server, busy = start_server(), "'a' in range(10**15)"  # native code, deaf to all but a kill
    cell = (
        "first = not pathlib.Path(os.environ['PLANODDS_DATA'], 'kernel').exists()\n"
        f"report('kernel' if first else 'second', os.getpid())\nif first:\n    {busy}\n"
        "say(parent=os.getppid())"
    )
    killer = threading.Thread(target=kill_when, args=(tmp_path / "kernel", server))
    killer.start()
    try:
        _, printed = execute(server, cell)
        assert printed["parent"] == os.getpid()  # an ordinary kernel: no server was started
        wait_until_gone({int((tmp_path / "kernel").read_text())})
    finally:
        killer.join()
        server.end()


def kill_when(mark: Path, server: KernelServer) -> None:
    """Kill the server without warning once the first kernel has begun its cell."""
    wait_until(lambda: mark.exists() and mark.read_text())
    os.kill(server.pid, signal.SIGKILL)


def test_a_server_ends_with_its_runner(tmp_path):
    code = (
        "import sys, time\nfrom pathlib import Path\n"
        "from planodds.batch.kernels.client import KernelServer\n"
        "import os\nserver = KernelServer(fonts=Path(sys.argv[1]), environment=os.environ)\n"
        f"server.ensure()\nprint(server.pid, server.folder, flush=True)\ntime.sleep({FOREVER})"
    )
    runner = subprocess.Popen(
        [sys.executable, "-c", code, str(fonts())],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        text=True,
    )
    pid, folder = runner.stdout.readline().split()
    assert is_running(int(pid))
    runner.kill()
    runner.wait()
    wait_until_gone({int(pid)})
    assert not Path(folder).exists()


def test_sockets_use_a_short_path(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", os.sep + "long" * 20)
    assert len(str(socket_dir())) < 10
    monkeypatch.setattr(tempfile, "tempdir", os.sep)
    assert socket_dir() == Path(os.sep)


def test_folders_of_dead_runners_are_cleared_away(monkeypatch):
    with tempfile.TemporaryDirectory(prefix="s", dir=socket_dir()) as home:
        monkeypatch.setattr(tempfile, "tempdir", home)
        dead = subprocess.Popen([sys.executable, "-c", ""])
        dead.wait()
        left = Path(home, f"planodds-k{dead.pid}-abc")
        left.mkdir()
        living = make_socket_folder()
        assert not left.exists()
        assert make_socket_folder().is_dir() and living.is_dir()
