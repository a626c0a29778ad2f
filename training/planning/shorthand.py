"""Reads the workout shorthand: a recursive-descent parser whose errors name the column and what was expected.

    workout = part {";" part}            part = step | n "x(" part {"," part} ")"
    step    = [cue ":"] amount target ["ramp"]
    amount  = time | distance | "lap" | "hr" ("<" | ">") int
    target  = letter | "K" (walk) | "run" | "walk" | "RPE" (1-10) | "Z" (1-5) "HR" | int ["-" int] ("%" | "bpm") | mm:ss ["-" mm:ss] ("/km" | "/mi") | "free"

`m` is minutes and `mtr` metres, as at intervals.icu; what can hardly be meant (a
step above 6 h, repeats of 100 minutes and more above 10 h, a workout above 24 h) is asked back with the likely meaning. `@x` is "15m E;x;10m E" and `&x` is "10m E;x;5m E".
"""

import re
from functools import lru_cache

from training.planning.notation import MILE_M, Amount, Part, Repeat, Step, Target, Tree
from training.planning.zones import LETTERS

MAX_COUNT = 99
MAX_NESTING = 2
LONGEST_STEP_S, LONGEST_WORKOUT_S = 6 * 3600.0, 24 * 3600.0
LONGEST_METRES_S = 10 * 3600.0  # repeats of 100 minutes and more that take longer are of metres
LEAST_METRES = 100  # a bare number from here on means metres
SPOKEN_LETTERS = {"run": "E", "walk": "K"}
FRAMES = {"@": ("15m E", "10m E"), "&": ("10m E", "5m E")}  # warm-up and cool-down around the work

_PACE = re.compile(r"(\d{1,2}):(\d\d)(?:-(\d{1,2}):(\d\d))?/(km|mi)")
_TIME = re.compile(r"(?=\d)(?:(\d+)h)?(?:(\d+)m(?!tr|i))?(?:(\d+)s)?")
_DISTANCE = re.compile(r"(\d+(?:\.\d+)?)(km|mi|mtr)")
_UNTIL_HEART_RATE = re.compile(r"hr\s*([<>])\s*(\d+)")
_RANGE = re.compile(r"(\d+)(?:-(\d+))?(%|bpm)")
_BARE_REPEAT = re.compile(r"\s*(\d+)\s*m?\s*([A-Z]\b)?(?![\w.])")
_MANY_MINUTES = re.compile(r"\b(\d{3,4})m(?!tr|i|\d)")
_REPEAT = re.compile(r"(\d+)x(?![^:;,()]*:)")  # "3x:" begins a step with a cue
_WORD = re.compile(r"[A-Za-z]\w*")
_DELIMITERS = re.compile(r"[:;,()]")
_METRES_PER_UNIT = {"km": 1000.0, "mi": MILE_M, "mtr": 1.0}


class ShorthandError(ValueError):
    """The text is not shorthand: `column` (from 1) and what was `expected` there."""

    def __init__(self, text: str, position: int, expected: str) -> None:
        self.column = position + 1
        self.expected = expected
        self.found = text[position : position + 12].split("\n", maxsplit=1)[0] or "the end"
        super().__init__(f"column {self.column}: expected {expected}, found {self.found!r}")


@lru_cache(maxsize=4096)
def parse(text: str) -> Tree:
    """The tree of a shorthand text; trees are frozen, so texts seen before are remembered. Raises ShorthandError."""
    return _Parser(text).workout()


def _seconds(parts: Tree) -> float:
    """The time of all steps that go by time."""
    return sum(
        part.count * _seconds(part.parts)
        if isinstance(part, Repeat)
        else (part.amount.value if part.amount.kind == "time" else 0.0)
        for part in parts
    )


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def workout(self) -> Tree:
        self._spaces()
        frame = FRAMES.get(self.text[self.position : self.position + 1])
        self.position += frame is not None
        parts = self._parts(";", depth=0)
        if self.position < len(self.text):
            raise self._error("';' or the end")
        if (seconds := _seconds(parts)) > LONGEST_WORKOUT_S:
            self.position = 0
            likely = self._likely_metres(0, len(self.text))
            raise self._error(f"a workout of 24 h at most, not {seconds / 3600:.0f} h{likely}")
        if frame is None:
            return parts
        return (*parse(frame[0]), *parts, *parse(frame[1]))

    def _parts(self, separator: str, depth: int) -> Tree:
        parts = [self._part(depth)]
        while self._take(separator):
            parts.append(self._part(depth))
        return tuple(parts)

    def _part(self, depth: int) -> Part:
        self._spaces()
        match = _REPEAT.match(self.text, self.position)
        return self._repeat(match, depth) if match else self._step()

    def _repeat(self, match: re.Match[str], depth: int) -> Repeat:
        count = int(match[1])
        if not 1 <= count <= MAX_COUNT:
            raise self._error(f"a count of 1 to {MAX_COUNT}")
        if depth == MAX_NESTING:
            raise self._error(f"a step (repeats nest {MAX_NESTING} deep at most)")
        self.position = match.end()
        if not self._take("("):
            raise self._error(f"'(' after the count, and a unit on every amount{self._likely_repeat(count)}")
        start = self.position
        parts = self._parts(",", depth + 1)
        if not self._take(")"):
            raise self._error("',' or ')'")
        likely = self._likely_metres(start, self.position)
        if likely and count * _seconds(parts) > LONGEST_METRES_S:
            self.position = start
            raise self._error(f"metres{likely}")
        return Repeat(count, parts)

    def _likely_repeat(self, count: int) -> str:
        """What "5x400 V", "5x400m" or "5x400" may have meant."""
        match = _BARE_REPEAT.match(self.text, self.position)
        return f": {count}x({match[1]}mtr {match[2] or 'V'})?" if match else ""

    def _likely_metres(self, start: int, end: int) -> str:
        """What "400m" between two places may have meant, where it would be minutes."""
        match = _MANY_MINUTES.search(self.text, start, end)
        return f": {match[0]} is {match[1]} minutes; {match[1]}mtr?" if match else ""

    def _step(self) -> Step:
        cue = self._cue()
        amount = self._amount()
        self._spaces()
        target = self._target()
        return Step(amount, target, cue, ramp=self._ramp(target))

    def _cue(self) -> str:
        """The words before a colon, unless the colon belongs to a pace."""
        colon = _DELIMITERS.search(self.text, self.position)
        if colon is None or colon[0] != ":" or self._is_pace_colon(colon.start()):
            return ""
        cue = self.text[self.position : colon.start()].strip()
        if not cue:
            raise self._error("a cue before ':'")
        self.position = colon.end()
        self._spaces()
        return cue

    def _is_pace_colon(self, colon: int) -> bool:
        return any(
            _PACE.match(self.text, start) for start in (colon - 2, colon - 1) if start >= self.position
        )

    def _amount(self) -> Amount:
        if self._word("lap"):
            return Amount("lap")
        if match := self._match(_UNTIL_HEART_RATE):
            return Amount("hr_below" if match[1] == "<" else "hr_above", float(match[2]))
        if match := self._match(_DISTANCE):
            return Amount("distance", round(float(match[1]) * _METRES_PER_UNIT[match[2]], 3))
        match = _TIME.match(self.text, self.position)
        if match is None or match.end() == self.position:
            raise self._amount_error()
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        total_s = float(3600 * hours + 60 * minutes + seconds)
        if total_s > LONGEST_STEP_S:
            only_minutes = match[2] and not match[1] and not match[3]
            likely = f": {match[0]} is {minutes} minutes; {minutes}mtr?" if only_minutes else ""
            raise self._error(f"a step of 6 h at most{likely}")
        self.position = match.end()
        return Amount("time", total_s)

    def _amount_error(self) -> ShorthandError:
        digits = re.match(r"\d+(?:\.\d+)?", self.text[self.position :])
        if digits is None:
            return self._error("an amount (such as 10m, 90s, 1km, 400mtr, lap or hr<120)")
        self.position += digits.end()
        likely = f": {digits[0]}mtr?" if digits[0].isdigit() and int(digits[0]) >= LEAST_METRES else ""
        return self._error(f"a unit (h, m, s, km, mi or mtr){likely}")

    def _target(self) -> Target:
        if match := self._match(_PACE):
            return self._pace(match)
        start = self.position
        if match := self._match(_RANGE):
            low, high = int(match[1]), int(match[2] or match[1])
            self._rising(low, high, start, single=match[2] is None)
            return Target("percent" if match[3] == "%" else "bpm", low=low, high=high)
        return self._named_target()

    def _pace(self, match: re.Match[str]) -> Target:
        fast = 60 * int(match[1]) + int(match[2])
        slow = 60 * int(match[3]) + int(match[4]) if match[3] else fast
        self._rising(fast, slow, match.start(), single=match[3] is None)
        return Target("pace_km" if match[5] == "km" else "pace_mi", low=fast, high=slow)

    def _rising(self, low: int, high: int, start: int, *, single: bool) -> None:
        if low <= 0 or (low >= high and not single):
            self.position = start
            raise self._error("a range whose first figure is the lower")

    def _named_target(self) -> Target:
        match = _WORD.match(self.text, self.position)
        word = match[0] if match else ""
        self.position += len(word)
        if word == "free":
            return Target("free")
        letter = SPOKEN_LETTERS.get(word, word)
        if letter in LETTERS:
            return Target("letter", letter=letter)
        if match := re.fullmatch(r"RPE(10|[1-9])", word):
            return Target("rpe", low=int(match[1]), high=int(match[1]))
        if re.fullmatch(r"Z[1-5]HR", word):
            return Target("hr_zone", low=int(word[1]), high=int(word[1]))
        self.position -= len(word)
        raise self._error(
            f"a target ({' '.join(LETTERS)}, Z1HR to Z5HR, RPE1 to RPE10, 75-80%, 140-150bpm, 4:05/km or free)"
        )

    def _ramp(self, target: Target) -> bool:
        self._spaces()
        start = self.position
        if not self._word("ramp"):
            return False
        if target.kind in ("percent", "letter", "pace_km", "pace_mi") and target.letter not in ("W", "K"):
            return True
        self.position = start
        raise self._error("';', ',' or the end (a ramp needs a pace)")

    def _word(self, word: str) -> bool:
        match = _WORD.match(self.text, self.position)
        if match is None or match[0] != word:
            return False
        self.position = match.end()
        return True

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.position)
        if match:
            self.position = match.end()
        return match

    def _take(self, character: str) -> bool:
        self._spaces()
        if not self.text.startswith(character, self.position):
            return False
        self.position += 1
        return True

    def _spaces(self) -> None:
        while self.position < len(self.text) and self.text[self.position].isspace():
            self.position += 1

    def _error(self, expected: str) -> ShorthandError:
        return ShorthandError(self.text, self.position, expected)
