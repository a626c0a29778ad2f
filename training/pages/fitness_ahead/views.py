"""The days to come of the published plan, as the fitness page draws them: dashed, with phases and races."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import JsonResponse

from runners.calendar.selectors import races_beginning
from runners.pages.base import RunnerPageMixin
from training.pages.plan_words import BLOCK_WORDS
from training.planning.projection import day_states
from training.planning.records import Plan
from training.selectors import current_plan
from training.selectors.next_race import goal_name

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

__all__ = ["FitnessAheadView"]

Document = dict[str, Any]


class FitnessAheadView(RunnerPageMixin):
    """Fitness, fatigue and form of each day from today to the race if the published plan is followed."""

    def get(self, request: HttpRequest, runner_id: str) -> JsonResponse:
        """Empty lists where no plan is published."""
        del request, runner_id
        plan = self._plan()
        if plan is None:
            return JsonResponse({"days": [], "phases": [], "races": []})
        return JsonResponse(
            {
                "days": _days(plan, self.today),
                "phases": _phases(plan),
                "races": self._races(plan),
            }
        )

    def _plan(self) -> Plan | None:
        """The published plan whose race is still to come; it may begin later."""
        stored = current_plan(self.person, str(self.runner.pk))
        if stored is None or stored.published is None or stored.race_date < self.today:
            return None
        return Plan.from_document(stored.published)

    def _races(self, plan: Plan) -> list[Document]:
        """The races of the calendar within the plan; the goal where no race stands on its day."""
        last = plan.goal.race_date
        rows = races_beginning(self.runner, self.today, last + timedelta(days=1))
        races = [{"day": one.day.isoformat(), "name": one.title, "priority": one.priority} for one in rows]
        if not any(race["day"] == last.isoformat() for race in races):
            races.append({"day": last.isoformat(), "name": goal_name(plan.goal), "priority": "A"})
        return races


def _days(plan: Plan, today: date) -> list[Document]:
    """From today on; CTL and ATL of the evening, TSB of the morning."""
    return [
        {
            "day": state.date,
            "load_rtss": round(state.load, 1),
            "ctl": round(state.ctl, 2),
            "atl": round(state.atl, 2),
            "tsb": round(state.tsb, 2),
        }
        for state in day_states(plan)
        if state.date >= today.isoformat()
    ]


def _phases(plan: Plan) -> list[Document]:
    """The blocks with their first and last day."""
    return [
        {
            "name": str(BLOCK_WORDS.get(block.type, block.type)),
            "first": block.weeks[0].days[0].date.isoformat(),
            "last": block.weeks[-1].days[-1].date.isoformat(),
        }
        for block in plan.blocks
        if block.weeks
    ]
