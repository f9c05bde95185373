"""Log of a batch for machines: one JSON object per event and line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO

from planodds.batch.progress import complete_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.batch.prepare import Batch
    from planodds.batch.runner import BatchResult, Event

_FINISHED = "finished"


class JsonLogReporter:
    """Writer of the runner's events as JSON lines; a `report` of `run_batch`.

    Every line has `time` (ISO, UTC), `event`, `name`, `seconds`, `done`, `total` and `error`;
    a part that an event does not have is null. `skip` also has `needs`, `damaged` a `message`.

    Parameters
    ----------
    stream : file
        Receives the lines.
    batch : Batch
        Contains the parameters of a run whose worker died.
    """

    def __init__(self, stream: TextIO, batch: Batch) -> None:
        self._stream, self._batch = stream, batch

    def __call__(self, event: Event) -> None:
        """Write one event."""
        name, error = str(event["name"]), event.get("error")
        line: dict[str, Any] = {
            part: event.get(part) for part in ("event", "name", "seconds", "done", "total")
        }
        line["error"] = complete_error(error, name, self._batch) if error else None
        more = {part: event[part] for part in ("needs", "message") if part in event}
        _write_line(self._stream, line | more)

    def finish(self, result: BatchResult) -> None:
        """Write the last line of a batch that ended, with or without failures.

        Parameters
        ----------
        result : BatchResult
        """
        write_finished(
            self._stream,
            result.exit_status,
            edition=self._batch.edition,
            folder=str(result.folder),
            nothing_to_do=result.nothing_to_do,
            failed=list(result.failures),
            not_run=dict(result.skipped),
            gate_missed=list(result.missed),
        )


def write_finished(
    stream: TextIO, exit_status: int, *, edition: str | None, **more: object
) -> None:
    """Write the last line: the exit status, and the edition if it has a name already.

    Parameters
    ----------
    stream : TextIO
        Receives the line.
    exit_status : int
    edition : str or None
        None if the batch ended before the edition had a name.
    **more : object
        Further JSON values of the line, by key.
    """
    _write_line(
        stream, {"event": _FINISHED, "exit_status": exit_status, "edition": edition, **more}
    )


def _write_line(stream: TextIO, values: Mapping[str, Any]) -> None:
    """Write one line with the time, and flush it."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    stream.write(json.dumps({"time": now, **values}, ensure_ascii=False) + "\n")
    stream.flush()
