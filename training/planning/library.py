"""The workout library: 72 workouts for 5 km to ultra, sized by a level from 0 to 1 or by a leading value.

`{a..b}` in a text is a + (b - a) x level, rounded. Phases: B base, U build 1, V build 2, P peak, T taper, R light week.
The figures are ours, in the range of what coaching books give for each system.
"""

import math
import re
from dataclasses import dataclass, replace
from types import MappingProxyType

from training.planning.notation import Amount, Part, Repeat, Target, Tree
from training.planning.shorthand import parse
from training.planning.shorthand_text import amount_text, target_text
from training.planning.workout_names import title_of

LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
PURPOSES = {
    "E": "aerobic base and recovery",
    "L": "durability and fat use",
    "T": "the lactate threshold",
    "C": "Critical Speed",
    "V": "VO2max",
    "F": "speed and running economy",
    "P": "goal pace",
    "K": "first running, with walks between",
    "Q": "a test of Critical Speed",
}
ROLE_OF_SYSTEM = {"E": "easy", "K": "easy", "L": "long", "Q": "test"}  # all others are quality
TARGET_WORDS = {
    "R": "very easy", "E": "easy", "S": "steady", "T": "at threshold", "C": "at Critical Speed", "V": "at VO2max pace",
    "F": "fast", "X": "strides", "W": "uphill", "K": "walking", "M": "at marathon pace", "G": "at goal pace", "free": "as you like",
}  # fmt: skip

# id | name or nothing | phases | text
_TABLE = """
E1||BUVPTR|{20..40}m R
E2||BUVPTR|{25..90}m E
E3|Strides|BUVPTR|{25..60}m E;{4..8}x(20s X,70s R);5m R
E4|Hill sprints|BUV|{25..55}m E;{4..8}x(10s X,110s R);5m R
E5||T|15m E;3x(20s X,70s R)
E6||BUVP|{20..50}m E;10m S
E8||BUV|{40..90}m Z2HR
E9||BR|{4..10}x(4m E,1m R)
L1||BUVPR|{45..210}m E
L2||BUV|{40..130}m E;{15..40}m S
L3||VP|{25..50}m E;{2..5}x(12m M,4m E);10m E
L4||P|{20..40}m E;{30..80}m M;10m E
L5||VP|{50..120}m E;{10..25}m T;5m R
L6||UV|{40..110}m E;{6..10}x(1m T,4m E)
L7||BUVP|{60..300}m Z2HR
L8||VP|{6..20}x(12m E,3m R)
L9||VP|{50..150}m E
L11||UVP|{30..60}m E;{15..35}m S
T1||BUVP|@{15..35}m T
T2||BUV|@{2..5}x(8m T,2m R)
T3||BUVPT|@{3..8}x(5m T,1m R)
T4||BUVPT|@{4..10}x(1km T,1m R)
T5||UVP|@{2..4}x(10m T,2m R)
T6||VP|@{2..3}x(15m T,3m R)
T7|Norwegian|UVP|@{10..25}x(400mtr T,30s R)
T8|Norwegian|UV|@{3..6}x(6m T,1m R)
T10||VP|@{3..8}x(1km T,1km S)
T11||BUV|10m E;{10..25}m S;{8..20}m T;5m R
T12||BU|@{20..50}m S
T13|Fartlek|BR|10m E;{6..12}x(1m T,1m E);10m E
T14|Hill tempo|BU|@{3..6}x(5m Z4HR,2m R)
T15||T|&{2..4}x(4m T,1m R)
C1||UV|@{3..6}x(4m C,90s R)
C2||UVP|@{2..5}x(6m C,2m R)
C3||UVP|@{3..8}x(1km C,90s R)
C5||BURT|@{6..14}x(90s C,45s R)
V1||UVP|@{3..6}x(3m V,3m R)
V2||UVPT|@{4..9}x(2m V,2m R)
V3||V|@{3..5}x(4m V,3m R)
V4||VP|@{3..6}x(1km V,3m R)
V5||UV|@{10..24}x(30s F,30s R)
V6||UV|@{6..14}x(1m F,1m R)
V8||UVP|@{4..8}x(800mtr V,2m R)
V9||UVPT|@{6..14}x(400mtr V,90s R)
V10||U|@{3..6}x(3m W,3m R)
V11||BU|@{5..12}x(1m W,90s R)
V13||T|&{4..8}x(1m V,90s R)
F1||UVPT|@{6..14}x(200mtr F,200mtr R)
F3||VP|@{4..10}x(400mtr F,400mtr R)
F4||BUVT|@{6..12}x(150mtr F,250mtr R)
P1||VPT|@{3..6}x(1km G,2m R)
P2||P|@{2..5}x(2km G,2m R)
P3||VP|@{2..6}x(3km M,1km E)
P4||P|@{1..3}x(5km G,1km E)
P5||P|@{15..60}m G
P6||T|&{3..6}x(90s G,90s R)
P7||PT|@{10..20}m G;4x(20s X,70s R)
Q1|Three all-out efforts of 3, 5 and 10 min|R|15m E;3m free;10m R;5m free;15m R;10m free;5m R
P8||VP|@{5..16}km M
K1||B|5m K;{6..8}x(1m E,90s K);5m K
K2||B|5m K;{5..7}x(90s E,90s K);5m K
K3||B|5m K;{4..6}x(2m E,90s K);4m K
K4||B|5m K;{3..4}x(3m E,2m K);5m K
K5||BU|5m K;{2..3}x(5m E,2m K);4m K
K6||BU|5m K;{1..2}x(8m E,3m K);3m K
K7||BUV|5m K;{1..2}x(10m E,2m K);3m K
K8||UVP|5m K;{15..20}m E;5m K
K9||VPT|5m K;{25..30}m E;5m K
K10||BUVPTR|{4..18}x(4m RPE4,1m K)
T16||R|10m E;20m RPE6;5m E
Q3|Two all-out efforts of 3 and 9 min|R|12m E;3m free;10m R;9m free;6m R
Q2|Three all-out efforts of 3.6, 2.4 and 1.2 km|R|15m E;3.6km free;30m R;2.4km free;30m R;1.2km free
"""

_RANGE = re.compile(r"\{(\d+)\.\.(\d+)\}")


@dataclass(frozen=True, slots=True)
class LibraryWorkout:
    """One workout of the library; `template` is shorthand with `{a..b}` ranges."""

    id: str
    name: str
    system: str
    role: str
    phases: str
    template: str

    @property
    def all_out(self) -> bool:
        """Whether its free steps are run as hard as they can be."""
        return self.role == "test"

    @property
    def purpose(self) -> str:
        """What it is for, in words."""
        return PURPOSES[self.system]

    def text(self, level: float, leading: int | None = None) -> str:
        """Its shorthand at a level 0..1; `leading`, if given, is the first range's own value (minutes, mostly)."""
        first = leading

        def sized(match: re.Match[str]) -> str:
            nonlocal first
            low, high = int(match[1]), int(match[2])
            value = math.floor(low + (high - low) * level + 0.5) if first is None else first
            first = None
            return str(value)

        return _RANGE.sub(sized, self.template)

    def leading_range(self) -> tuple[int, int]:
        """The first `{a..b}`; (0, 0) if it has none."""
        match = _RANGE.search(self.template)
        return (int(match[1]), int(match[2])) if match else (0, 0)


def words(tree: Tree) -> str:
    """A workout in words: "15 min easy, 5 x (1 km at Critical Speed, 90 s very easy), 10 min easy"."""
    return ", ".join(_part_words(part) for part in tree)


def _part_words(part: Part) -> str:
    if isinstance(part, Repeat):
        return f"{part.count} x ({words(part.parts)})"
    cue = f"{part.cue}: " if part.cue else ""
    return f"{cue}{_amount_words(part.amount)} {_target_words(part.target)}"


def _amount_words(amount: Amount) -> str:
    text = amount_text(amount)
    if amount.kind in ("time", "distance"):
        spaced = re.sub(r"(\d)(h|mtr|mi|m|s|km)", r"\1 \2 ", text).strip()
        return re.sub(r"\bm\b", "min", spaced).replace("mtr", "m")
    return {"lap": "until lap is pressed"}.get(
        text, f"until the heart rate is {'below' if '<' in text else 'above'} {text[3:]}"
    )


def _target_words(target: Target) -> str:
    if target.kind == "hr_zone":
        return f"in heart-rate zone {target.low}"
    if target.kind == "rpe":
        return f"at effort {target.low} of 10"
    text = target_text(target)
    if target.kind == "percent":
        return f"at {text} of Critical Speed"
    return TARGET_WORDS.get(text, f"at {text}")


def _read(line: str) -> LibraryWorkout:
    key, name, phases, template = line.split("|")
    role = ROLE_OF_SYSTEM.get(key[0], "quality")
    workout = LibraryWorkout(key, name, key[0], role, phases, template)
    if name:
        return workout
    return replace(workout, name=title_of(parse(workout.text(0.5)), role))


LIBRARY = MappingProxyType({workout.id: workout for workout in map(_read, _TABLE.strip().splitlines())})
