"""What a command costs: CPU seconds (user and system, with the processes that it waited for), wall seconds, peak memory."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import subprocess
import tempfile
import time

TICK = os.sysconf("SC_CLK_TCK")


@dataclasses.dataclass
class Cost:
    cpu_s: float
    wall_s: float
    peak_mib: float
    output: str = ""


def measured(command, cwd, env=None) -> Cost:
    """Runs to the end; RuntimeError with the last lines of what it said if it does not succeed."""
    with tempfile.TemporaryFile() as said:
        begin = time.perf_counter()
        process = subprocess.Popen([str(word) for word in command], cwd=cwd, stdout=said, stderr=subprocess.STDOUT,
                                   env={**os.environ, **(env or {})})
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - begin
        said.seek(0)
        output = said.read().decode("utf-8", "replace")
    if process.returncode not in (0, 1):  # 1: some records were rejected
        raise RuntimeError(f"{' '.join(map(str, command))}: exit {process.returncode}\n{output[-2000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, output)


def _cpu_of(pid: int) -> float:
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def measured_by_stage(command, cwd) -> tuple[Cost, dict[str, float]]:
    """The same for `agon analyze`, which says on stderr when a stage begins; CPU seconds of each stage, to 1/100 s.

    What comes before the first stage (models) counts as "start".
    """
    begin = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    stage, since, spent = "start", 0.0, {}
    for line in process.stderr:
        now = _cpu_of(process.pid)
        spent[stage] = spent.get(stage, 0) + now - since
        stage, since = line.decode("utf-8", "replace").split(" ")[0].strip(), now
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    cost = Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - begin, usage.ru_maxrss / 1024)
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{command}: exit {process.returncode}")
    spent[stage] = spent.get(stage, 0) + cost.cpu_s - since
    return cost, spent
