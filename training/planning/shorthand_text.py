"""Writes a tree as shorthand text: the one canonical spelling, which `shorthand.parse` reads back unchanged."""

from training.planning.notation import MILE_M, Amount, Part, Repeat, Step, Target, Tree

SHORT_TIME_S = 120  # below this an uneven time is written in seconds: 90s, 110s


def text_of(tree: Tree) -> str:
    """The shorthand of a workout."""
    return ";".join(_part(part) for part in tree)


def amount_text(amount: Amount) -> str:
    """10m, 90s, 1h30m, 1km, 400mtr, lap, hr<120."""
    if amount.kind == "time":
        return _time(round(amount.value))
    if amount.kind == "distance":
        return _distance(amount.value)
    if amount.kind == "lap":
        return "lap"
    return f"hr{'<' if amount.kind == 'hr_below' else '>'}{round(amount.value)}"


def target_text(target: Target) -> str:
    """E, Z2HR, 70-85%, 140-150bpm, 4:05-4:15/km, free."""
    if target.kind == "letter":
        return target.letter
    if target.kind == "free":
        return "free"
    if target.kind == "rpe":
        return f"RPE{target.low}"
    if target.kind == "hr_zone":
        return f"Z{target.low}HR"
    if target.kind in ("percent", "bpm"):
        return _range(str(target.low), str(target.high)) + ("%" if target.kind == "percent" else "bpm")
    return _range(_clock(target.low), _clock(target.high)) + ("/km" if target.kind == "pace_km" else "/mi")


def _part(part: Part) -> str:
    if isinstance(part, Repeat):
        return f"{part.count}x({','.join(_part(child) for child in part.parts)})"
    return _step(part)


def _step(step: Step) -> str:
    cue = f"{step.cue}:" if step.cue else ""
    ramp = " ramp" if step.ramp else ""
    return f"{cue}{amount_text(step.amount)} {target_text(step.target)}{ramp}"


def _range(low: str, high: str) -> str:
    return low if low == high else f"{low}-{high}"


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


def _time(seconds: int) -> str:
    if seconds < SHORT_TIME_S and seconds % 60:
        return f"{seconds}s"
    parts = ((seconds // 3600, "h"), (seconds % 3600 // 60, "m"), (seconds % 60, "s"))
    return "".join(f"{value}{unit}" for value, unit in parts if value) or "0s"


def _distance(metres: float) -> str:
    miles = round(metres / MILE_M, 3)
    if metres % 1 and abs(round(miles * MILE_M, 3) - metres) < 1e-6:
        return f"{miles:g}mi"
    if metres >= 1000 and metres % 100 == 0:
        return f"{metres / 1000:g}km"
    return f"{_plain(metres)}mtr"


def _plain(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
