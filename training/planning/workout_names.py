"""Names a runner would say, made from the steps: "Cruise 5 x 1 km", "Long run 24 km, last 8 at marathon pace".

A name says the main part first and leaves out warm-up and cool-down; it is made again whenever steps change, and it is
what the watch shows.
"""

from training.planning.notation import Amount, Part, Repeat, Step, Tree

__all__ = ["title_of"]

EASY_LETTERS = frozenset({"E", "R", "K"})
STRIDE_LETTERS = frozenset({"X", "W"})
STRIDE_S = 30.0
LONG_EASY_S = 3600.0
WORDS = {
    "S": "steady", "M": "at marathon pace", "G": "at goal pace", "T": "at threshold", "C": "at Critical Speed",
    "V": "at VO2max pace", "F": "fast", "X": "strides", "W": "uphill",
}  # fmt: skip
REPEAT_NAMES = {"S": "Steady", "M": "Marathon pace", "G": "Goal pace", "T": "Cruise", "C": "Critical Speed", "V": "Intervals", "F": "Fast", "W": "Hills"}  # fmt: skip
PLAIN_NAMES = {"S": "Steady run", "M": "Marathon pace", "G": "Goal pace", "T": "Tempo", "C": "Critical Speed", "V": "VO2max run", "F": "Fast run", "W": "Uphill run"}  # fmt: skip
EASY_ZONES, EASY_EFFORT = 2, 4


def title_of(tree: Tree, role: str) -> str:
    """The name of a workout of a role (easy|long|quality|test|race)."""
    if role == "test":
        return "Test: " + ", ".join(
            _amount(step.amount) for step in _steps(tree) if step.target.kind == "free"
        )
    if _has_walks(tree):
        return _run_walk(tree)
    if role == "quality":
        return _quality(tree) or _easy(tree, "Run")
    return _easy(tree, "Long run" if role == "long" else _easy_name(tree))


def _easy_name(tree: Tree) -> str:
    steps = [part for part in tree if isinstance(part, Step)]
    return "Recovery run" if steps and all(step.target.letter == "R" for step in steps) else "Easy run"


def _easy(tree: Tree, name: str) -> str:
    """Such as: Easy run 45 min + 6 strides; Long run 2 h, last 30 min steady."""
    main = [part for part in tree if not _is_strides(part)]
    text = f"{name} {_total(main)}"
    work = [part for part in main if not _is_easy(part)]
    strides = next((part for part in tree if _is_strides(part)), None)
    if work:
        text += f", {_work_of_long(main, work)}"
    if isinstance(strides, Repeat):
        uphill = any(step.target.letter == "W" or step.cue == "hill" for step in _steps(strides.parts))
        text += f" + {strides.count} {'hill sprints' if uphill else 'strides'}"
    return text


def _work_of_long(main: list[Part], work: list[Part]) -> str:
    part = work[-1]
    if isinstance(part, Repeat):
        first = max(_steps(part.parts), key=_is_work)
        return f"{part.count} x {_amount(first.amount)} {_word(first)}"
    is_last = main[-1] is part or main[-2:][0] is part
    return f"{'last ' if is_last else ''}{_amount(part.amount)} {_word(part)}"


def _quality(tree: Tree) -> str:
    named = [text for part in tree if (text := _main_part(part))]
    return " + ".join(named)


def _main_part(part: Part) -> str:
    if _is_strides(part):
        assert isinstance(part, Repeat)  # noqa: S101 - strides are a repeat
        return f"{part.count} strides"
    if isinstance(part, Step):
        if not _is_easy(part) and part.target.kind == "rpe":
            return f"{_amount(part.amount)} {_word(part)}"
        return "" if _is_easy(part) else f"{_name(part, PLAIN_NAMES)} {_amount(part.amount)}"
    inner = next((child for child in part.parts if isinstance(child, Repeat)), None)
    if inner is not None:
        return f"{_name_of_repeat(inner)} {part.count} x {inner.count} x {_work_amount(inner)}"
    return f"{_name_of_repeat(part)} {part.count} x {_work_amount(part)}"


def _name_of_repeat(part: Repeat) -> str:
    step = _work_step(part)
    return "Hills" if step.cue.startswith("hill") else _name(step, REPEAT_NAMES)


def _work_amount(part: Repeat) -> str:
    return _amount(_work_step(part).amount)


def _work_step(part: Repeat) -> Step:
    steps = _steps(part.parts)
    return next((step for step in steps if _is_work(step)), steps[0])


def _name(step: Step, names: dict[str, str]) -> str:
    if step.target.kind == "letter":
        return names.get(step.target.letter, "Run")
    return {"rpe": "Effort", "hr_zone": f"Zone {step.target.low}", "free": "Run"}.get(
        step.target.kind, "Pace"
    )


def _word(step: Step) -> str:
    if step.target.kind == "letter":
        return WORDS.get(step.target.letter, "")
    if step.target.kind == "rpe":
        return f"at effort {step.target.low}"
    return f"in zone {step.target.low}" if step.target.kind == "hr_zone" else "faster"


def _run_walk(tree: Tree) -> str:
    """Such as: Run/walk 8 x 1 min run, 90 s walk."""
    for part in tree:
        if isinstance(part, Repeat) and _has_walks(part.parts):
            run = next(step for step in _steps(part.parts) if step.target.letter != "K")
            walk = next(step for step in _steps(part.parts) if step.target.letter == "K")
            return f"Run/walk {part.count} x {_amount(run.amount)} run, {_amount(walk.amount)} walk"
    run_s = sum(step.amount.value for step in _steps(tree) if step.target.letter != "K")
    return f"Run {_amount(Amount('time', run_s))}" if run_s else f"Walk {_total(list(tree))}"


def _has_walks(parts: Tree) -> bool:
    return any(step.target.letter == "K" for step in _steps(parts))


def _steps(parts: Tree) -> list[Step]:
    return [step for part in parts for step in (_steps(part.parts) if isinstance(part, Repeat) else [part])]


def _is_easy(part: Part) -> bool:
    return all(not _is_work(step) for step in _steps((part,)))


def _is_work(step: Step) -> bool:
    target = step.target
    if target.kind == "letter":
        return target.letter not in EASY_LETTERS
    if target.kind in ("hr_zone", "rpe"):
        return target.low > (EASY_ZONES if target.kind == "hr_zone" else EASY_EFFORT)
    if target.kind == "percent":
        return target.high > 80
    return target.kind in ("pace_km", "pace_mi", "bpm")


def _is_strides(part: Part) -> bool:
    if not isinstance(part, Repeat):
        return False
    work = [step for step in _steps(part.parts) if _is_work(step)]
    return bool(work) and all(
        step.target.letter in STRIDE_LETTERS and step.amount.kind == "time" and step.amount.value <= STRIDE_S
        for step in work
    )


def _total(parts: list[Part]) -> str:
    steps = _steps(tuple(parts))
    kinds = {step.amount.kind for step in steps}
    if kinds == {"distance"}:
        return _amount(Amount("distance", sum(step.amount.value for step in steps)))
    counted = [(part, 1) for part in parts]
    seconds = sum(_seconds(part) * count for part, count in counted)
    return _amount(Amount("time", seconds)) if kinds == {"time"} else ""


def _seconds(part: Part) -> float:
    if isinstance(part, Repeat):
        return part.count * sum(map(_seconds, part.parts))
    return part.amount.value


def _amount(amount: Amount) -> str:
    """Such as: 1 km, 400 m, 90 s, 45 min, 1 h 30."""
    if amount.kind == "distance":
        return f"{amount.value / 1000:g} km" if amount.value >= 1000 else f"{amount.value:g} m"
    if amount.kind != "time":
        return "until lap"
    seconds = round(amount.value)
    if seconds % 60 or seconds < 60:
        return f"{seconds} s" if seconds < 180 else f"{seconds // 60}:{seconds % 60:02d} min"
    hours, minutes = divmod(seconds // 60, 60)
    if not hours or seconds < LONG_EASY_S + 1:
        return f"{seconds // 60} min"
    return f"{hours} h {minutes:02d}" if minutes else f"{hours} h"
