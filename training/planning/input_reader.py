"""Reads a plan's input from a document named as the nested plan, or says what makes it impossible."""

import math
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from runners.physiology.banister import DEFAULT_MODEL, ImpulseResponse
from training.planning.inputs import (
    ASSUMED_D_PRIME_M,
    CS_BOUNDS_MPS,
    D_PRIME_BOUNDS_M,
    DISTANCES_M,
    EXPERIENCES,
    FEWEST_DAYS,
    LONGEST_PLAN_DAYS,
    SHORTEST_USEFUL_DAY_S,
    TARGET_LEAD,
    Athlete,
    Availability,
    PastRun,
    PlanInput,
    SideRace,
    experience_of,
    kind_of,
    usable_days,
)
from training.planning.problems import PlanProblem, Remark
from training.planning.records import Plan
from training.planning.words import WORDS
from training.planning.zones import race_time_s

Document = dict[str, Any]

USUAL_TAPER_WEEKS = {"5k": 1, "10k": 1, "half": 2, "marathon": 2, "ultra": 2}
OLDER_FROM_YEARS = 50  # two load weeks a block from here on
SHORTEST_RACE_M, LONGEST_RACE_M = 800.0, 250_000.0
MARATHON_WEEKS, MARATHON_CTL = 12, 15.0  # less of both: a plan to finish
SHORTEST_LONG_DAY_S = 45 * 60


def read_input(document: Document) -> PlanInput:
    """The input of a plan. Raises PlanProblem with the number needed where one helps."""
    try:
        return _Reader(document).read()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, PlanProblem):
            raise
        raise PlanProblem(WORDS.say("unreadable", fault=f"{type(error).__name__} {error}")) from error


def input_of(plan: Plan) -> PlanInput:
    """The input that a plan stands for, as it is now. Raises PlanProblem."""
    return read_input(replace(plan, blocks=(), actual=None).to_document())


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.remarks: list[Remark] = []

    def read(self) -> PlanInput:
        goal, constraints = self.document["goal"], self.document.get("constraints") or {}
        start, race_day = self._horizon(goal)
        distance_m = _bounded("The distance", self._distance(goal), (SHORTEST_RACE_M, LONGEST_RACE_M), "m")
        kind = goal.get("kind") or kind_of(distance_m)
        if kind not in DISTANCES_M:
            raise PlanProblem(WORDS.say("kind", kind=repr(kind), known=list(DISTANCES_M)))
        athlete = self._athlete(start)
        plan_input = PlanInput(
            start=start,
            race_day=race_day,
            distance_m=distance_m,
            kind=kind,
            target_s=_positive_or_none("The target", goal.get("target_s")),
            athlete=athlete,
            availability=self._availability(athlete.experience),
            blackouts=_days(constraints.get("blackout_dates")),
            no_quality=_days(constraints.get("no_quality")),
            races=self._races(constraints.get("races"), start, race_day),
            loading=self._loading(athlete.experience),
            taper_weeks=int(self.document.get("taper_weeks") or USUAL_TAPER_WEEKS[kind]),
            plan_id=str(self.document.get("plan_id") or ""),
            runner_id=str(self.document.get("runner_id") or ""),
            goal_name=str(goal.get("name") or ""),
        )
        _check_race_days(plan_input)
        self._remark_on_goal(plan_input)
        return _with_remarks(plan_input, self.remarks)

    def _horizon(self, goal: Document) -> tuple[date, date]:
        start, race_day = _day(self.document["start_date"]), _day(goal["race_date"])
        if race_day < start:
            problem = WORDS.say("race_in_the_past", race_day=race_day, start_day=start)
            raise PlanProblem(problem, earliest=start.isoformat())
        if (race_day - start).days > LONGEST_PLAN_DAYS:
            start = race_day - timedelta(days=LONGEST_PLAN_DAYS)
            self._remark("starts_later", first_day=start)
        return start, race_day

    def _distance(self, goal: Document) -> float:
        if goal.get("distance_m") is None:
            return DISTANCES_M[goal["kind"]]
        return _number("The distance", goal["distance_m"])

    def _athlete(self, start: date) -> Athlete:
        athlete = self.document.get("athlete") or {}
        ctl0 = _not_negative("CTL", athlete.get("ctl0") or 0.0)
        experience = athlete.get("experience") or experience_of(ctl0)
        if experience not in EXPERIENCES:
            raise PlanProblem(WORDS.say("experience", experience=repr(experience), known=list(EXPERIENCES)))
        cs, d_prime = athlete.get("cs_mps"), athlete.get("d_prime_m")
        if cs is None or athlete.get("cs_assumed"):
            cs = d_prime = None
            self._remark("no_critical_speed")
        elif d_prime is None:
            d_prime = ASSUMED_D_PRIME_M
            self._remark("d_prime_assumed", w_prime_m=d_prime)
        return Athlete(
            cs_mps=None
            if cs is None
            else _bounded("Critical Speed", _number("Critical Speed", cs), CS_BOUNDS_MPS, "m/s"),
            d_prime_m=None if d_prime is None else self._d_prime(d_prime),
            experience=experience,
            ctl0=ctl0,
            atl0=_not_negative("ATL", athlete.get("atl0") or 0.0),
            history=_history(athlete.get("history"), start),
            hr_max_bpm=_positive_or_none("The maximum heart rate", athlete.get("hr_max_bpm")),
            vdot=_positive_or_none("VDOT", athlete.get("vdot")),
            age=_positive_or_none("The age", athlete.get("age")),
            masters_spacing=athlete.get("masters_spacing") is not False,
            is_injured=bool(athlete.get("injured")),
            model=_model(athlete.get("impulse_response")),
        )

    def _d_prime(self, value: Any) -> float:
        """D' within its limits; a value outside is no reason to refuse a plan."""
        low, high = D_PRIME_BOUNDS_M
        d_prime = _number("D'", value)
        if low <= d_prime <= high:
            return d_prime
        used = min(max(d_prime, low), high)
        self._remark("d_prime_limited", w_prime_m=d_prime, used_m=used)
        return used

    def _availability(self, experience: str) -> Availability:
        given = self.document.get("availability") or {}
        seconds = tuple(
            _not_negative("Seconds a day", s) for s in given.get("max_s_by_weekday") or [3600.0] * 7
        )
        if len(seconds) != len("MTWTFSS"):
            raise PlanProblem(WORDS.say("weekdays", entries_count=len(seconds)))
        if usable_days(seconds) < FEWEST_DAYS:
            problem = WORDS.say(
                "too_few_days",
                needed_days=FEWEST_DAYS,
                needed_min=SHORTEST_USEFUL_DAY_S // 60,
                given_days=usable_days(seconds),
            )
            raise PlanProblem(problem, needed_days=FEWEST_DAYS, needed_s=SHORTEST_USEFUL_DAY_S)
        sessions = given.get("max_sessions_per_day") or (2 if experience == "elite" else 1)
        exceptions = {
            _day(day): _not_negative("Seconds of a day", value)
            for day, value in sorted((given.get("exceptions") or {}).items())
        }
        return Availability(
            seconds, self._long_day(given.get("long_run_weekday"), seconds), max(1, int(sessions)), exceptions
        )

    def _long_day(self, wanted: int | None, seconds: tuple[float, ...]) -> int:
        # Of equal days the latest in the week: most people have their time at the weekend.
        largest = max(range(7), key=lambda weekday: (seconds[weekday], weekday))
        if wanted is None:
            return largest
        if seconds[int(wanted) % 7] >= min(SHORTEST_LONG_DAY_S, seconds[largest]):
            return int(wanted) % 7
        self._remark("long_day_closed")
        return largest

    def _races(self, races: list[Document] | None, start: date, race_day: date) -> tuple[SideRace, ...]:
        read = sorted(
            (
                SideRace(
                    _day(race["date"]),
                    _number("A race's distance", race["distance_m"]),
                    str(race.get("priority") or "C"),
                )
                for race in races or ()
            ),
            key=lambda race: race.day,
        )
        inside = tuple(race for race in read if start <= race.day < race_day)
        for race in read:
            _bounded("A race's distance", race.distance_m, (100.0, LONGEST_RACE_M), "m")
            if race not in inside:
                self._remark("race_outside", race_day=race.day)
        self._remark_on_neighbours([*(race.day for race in inside), race_day])
        return tuple({race.day: race for race in reversed(inside)}.values())[::-1]

    def _remark_on_neighbours(self, days: list[date]) -> None:
        for earlier, later in pairwise(days):
            if earlier == later:
                self._remark("races_same_day", race_day=later)
            elif (later - earlier).days == 1:
                self._remark("races_adjacent", first_day=earlier, second_day=later)

    def _loading(self, experience: str) -> int:
        loading = self.document.get("loading")
        if loading is None:
            athlete = self.document.get("athlete") or {}
            careful = (
                experience == "novice"
                or athlete.get("injured")
                or (athlete.get("age") or 0) >= OLDER_FROM_YEARS
            )
            return 2 if careful else 3
        if loading not in (2, 3):
            raise PlanProblem(WORDS.say("loading", loading=str(loading)))
        return int(loading)

    def _remark_on_goal(self, plan_input: PlanInput) -> None:
        athlete, paces = plan_input.athlete, plan_input.paces
        weeks = plan_input.days_count / 7
        if (
            plan_input.kind in ("marathon", "ultra")
            and weeks < MARATHON_WEEKS
            and athlete.ctl0 < MARATHON_CTL
        ):
            later = plan_input.start + timedelta(weeks=MARATHON_WEEKS)
            self._remark("finish_plan", weeks_count=weeks, ctl=athlete.ctl0, later_day=later)
        predicted = race_time_s(plan_input.distance_m, paces.cs_mps, paces.d_prime_m)
        if plan_input.target_s and athlete.cs_mps and plan_input.target_s < predicted / (1 + TARGET_LEAD):
            self._remark(
                "target_too_fast",
                beyond_percent=100 * (predicted / plan_input.target_s - 1),
                predicted_s=predicted,
                aimed_s=predicted / (1 + TARGET_LEAD),
            )

    def _remark(self, code: str, **values: Any) -> None:
        self.remarks.append(Remark(WORDS.say(code, **values)))


def _with_remarks(plan_input: PlanInput, remarks: list[Remark]) -> PlanInput:
    return replace(plan_input, remarks=tuple(remarks))


def _check_race_days(plan_input: PlanInput) -> None:
    race_days = [race.day for race in plan_input.races] + [plan_input.race_day]
    for day in race_days:
        if day in plan_input.blackouts:
            raise PlanProblem(WORDS.say("race_on_blackout", race_day=day), date=day.isoformat())


def _history(runs: list[Document] | None, start: date) -> tuple[PastRun, ...]:
    read = (
        PastRun(
            _day(run["date"]),
            _not_negative("A distance", run.get("m") or 0.0),
            _not_negative("A load", run.get("rtss") or 0.0),
        )
        for run in runs or ()
    )
    return tuple(
        sorted((run for run in read if run.day < start), key=lambda run: (run.day, run.distance_m, run.rtss))
    )


def _model(fit: Document | None) -> ImpulseResponse:
    if not fit:
        return DEFAULT_MODEL
    return ImpulseResponse(
        p0=_number("p0", fit["p0"]),
        k1=_number("k1", fit["k1"]),
        k2=_number("k2", fit["k2"]),
        tau1_days=_bounded("tau1", _number("tau1", fit["tau1_days"]), (5.0, 120.0), "days"),
        tau2_days=_bounded("tau2", _number("tau2", fit["tau2_days"]), (1.0, 60.0), "days"),
        is_calibrated=bool(fit.get("is_calibrated")),
    )


def _days(days: list[str] | None) -> frozenset[date]:
    return frozenset(_day(day) for day in days or ())


def _day(value: str | date) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _number(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise PlanProblem(WORDS.say("not_a_number", name=name, value=repr(value)))
    return float(value)


def _not_negative(name: str, value: Any) -> float:
    number = _number(name, value)
    if number < 0:
        raise PlanProblem(WORDS.say("negative", name=name, number=number))
    return number


def _positive_or_none(name: str, value: Any) -> float | None:
    if value is None:
        return None
    number = _number(name, value)
    if number <= 0:
        raise PlanProblem(WORDS.say("not_positive", name=name, number=number))
    return number


def _bounded(name: str, number: float, bounds: tuple[float, float], unit: str) -> float:
    low, high = bounds
    if not low <= number <= high:
        problem = WORDS.say("out_of_bounds", name=name, number=number, unit=unit, low=low, high=high)
        raise PlanProblem(problem, low=low, high=high)
    return number
