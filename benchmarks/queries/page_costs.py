"""What one request costs the database and the process: the server's own counters before and after it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

__all__ = ["Cost", "cost_of", "hot_api_routes", "pages_of"]

_READS = ("find", "aggregate", "getMore", "count", "distinct")
_WRITES = ("insert", "update", "delete", "findAndModify")


@dataclass(frozen=True, slots=True)
class Cost:
    """Commands that read and that write, documents and index keys examined, bytes of the answer, CPU of this process."""

    reads: int
    writes: int
    documents: int
    keys: int
    answer_bytes: int
    cpu_ms: float


def cost_of(client: Any, path: str, rounds: int = 3) -> Cost:
    """The least of several rounds: counters are the whole server's, and chores of its own only add."""
    costs = [_once(client, path) for _ in range(rounds + 1)][1:]
    return Cost(*(min(getattr(one, name) for one in costs) for name in Cost.__slots__))


def _once(client: Any, path: str) -> Cost:
    before = _counters()
    began = time.process_time()
    response = client.get(path)
    cpu_ms = 1000 * (time.process_time() - began)
    after = _counters()
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    spent = {name: after[name] - before[name] for name in after}
    return Cost(
        sum(spent[name] for name in _READS),
        sum(spent[name] for name in _WRITES),
        spent["documents"],
        spent["keys"],
        len(response.content),
        cpu_ms,
    )


def _counters() -> dict[str, int]:
    from runlab_site.database import database

    metrics = database.raw.command("serverStatus")["metrics"]
    commands = metrics["commands"]
    counted = {name: commands.get(name, {}).get("total", 0) for name in (*_READS, *_WRITES)}
    executor = metrics["queryExecutor"]
    return counted | {"documents": executor["scannedObjects"], "keys": executor["scanned"]}


def pages_of(runner_id: str, session_id: str) -> dict[str, str]:
    """The pages of an athlete that are opened most, by name."""
    runner = f"/runners/{runner_id}/"
    return {
        "Today": runner,
        "Sessions": f"{runner}sessions/",
        "Sessions, last page": f"{runner}sessions/?end=oldest",
        "Sessions, search": f"{runner}sessions/?q=club",
        "Session": f"/sessions/{session_id}/",
        "Fitness, 3 months": f"{runner}fitness/",
        "Fitness, 1 year": f"{runner}fitness/?range=1y",
        "Fitness, all": f"{runner}fitness/?range=all",
        "Summaries": f"{runner}fitness/summaries/",
        "Critical Speed": f"{runner}critical-speed/",
        "Zones and bests": f"{runner}zones/",
    }


def hot_api_routes(runner_id: str, session_id: str) -> dict[str, str]:
    """The routes that programs ask most, by name."""
    runner, session = f"/api/v1/runners/{runner_id}/", f"/api/v1/sessions/{session_id}/"
    return {
        "API me": "/api/v1/me/",
        "API sessions": f"/api/v1/sessions/?runner={runner_id}",
        "API session": session,
        "API statistics": f"{session}statistics/",
        "API effort": f"{session}effort/",
        "API best efforts": f"{session}best-efforts/",
        "API history": f"{runner}history/",
        "API history, a year": f"{runner}history/?from=2026-01-01&to=2026-12-31",
        "API calendar": f"{runner}calendar/",
        "API summaries": f"{runner}summaries/",
        "API critical speed": f"{runner}critical-speed/",
    }
