"""What cleaning changed of a recording, as counts and as sentences."""

from collections.abc import Iterator
from dataclasses import dataclass

from runners.physiology.sentences import Sentence
from sessions.analysis.recording_order import OrderReport
from sessions.analysis.words import WORDS

__all__ = ["CleaningReport"]

WORTH_SAYING_M = 50.0


@dataclass(frozen=True, slots=True)
class CleaningReport:
    """What was changed, so that it can be shown. Counts are of records unless the name says otherwise.

    distance_stopped_m was moved while the timer stood, distance_ridden_m in the rides_s (elapsed start and end).
    counter_is_wrong: the speed, not the distance counter, tells the way. speed_excess: by how much the recorded speed
    ran ahead of the distance, as a share, 0 where they agree. altitude_noise_m: standard deviation about the terrain.
    distance_still_m was counted in still_s seconds in which the watch lay still while its position drifted.
    distance_scale: what distances and speeds were multiplied by (a saved or typed distance), 1 for none.
    """

    records_count: int
    order: OrderReport
    speed_spikes_count: int
    position_spikes_count: int
    heart_rate_rejected_count: int
    other_rejected_count: int
    distance_restarts_count: int
    distance_falls_count: int
    distance_jumps_count: int
    distance_catch_ups_count: int
    distance_removed_m: float
    distance_over_gaps_m: float
    gaps_count: int
    gap_s: float
    pauses_count: int
    paused_s: float
    pauses_are_inferred: bool
    distance_source: str
    speed_source: str
    altitude_rejected_count: int = 0
    altitude_noise_m: float = 0.0
    distance_stopped_m: float = 0.0
    distance_ridden_m: float = 0.0
    rides_s: tuple[tuple[float, float], ...] = ()
    distance_bridged_count: int = 0
    counter_is_wrong: bool = False
    speed_excess: float = 0.0
    heart_rate_is_refused: bool = False
    distance_scale: float = 1.0
    still_s: float = 0.0
    distance_still_m: float = 0.0

    @property
    def not_run_m(self) -> float:
        """Metres that the recording has and nobody ran."""
        return (
            self.distance_removed_m + self.distance_stopped_m + self.distance_ridden_m + self.distance_still_m
        )

    def sentences(self) -> tuple[Sentence, ...]:
        """What was changed, in plain English; empty when nothing was."""
        order = self.order
        said = {
            "stray": order.stray_count,
            "run_back": order.run_back_count,
            "reordered": order.moved_count,
            "merged": order.merged_count,
            "speed_masked": self.speed_spikes_count,
            "position_masked": self.position_spikes_count,
            "heart_rate_masked": self.heart_rate_rejected_count,
            "altitude_masked": self.altitude_rejected_count,
            "other_masked": self.other_rejected_count,
        }
        records = [WORDS.say(code, records_count=count) for code, count in said.items() if count]
        return (*records, *self._not_run(), *self._stretches(), *self._doubted())

    def _not_run(self) -> Iterator[Sentence]:
        if self.rides_s:
            rides = [WORDS.say("ride", start_s=start, end_s=end) for start, end in self.rides_s]
            yield WORDS.say("ridden", ridden_m=self.distance_ridden_m, rides=rides)
        if self.distance_still_m:
            yield WORDS.say("still", still_m=self.distance_still_m, still_s=self.still_s)
        if self.distance_stopped_m >= WORTH_SAYING_M:
            yield WORDS.say("moved_while_stopped", stopped_m=self.distance_stopped_m)
        if self.distance_jumps_count:
            yield WORDS.say(
                "jumps_removed", jumps_count=self.distance_jumps_count, removed_m=self.distance_removed_m
            )

    def _stretches(self) -> Iterator[Sentence]:
        if self.distance_catch_ups_count:
            yield WORDS.say("caught_up", leaps_count=self.distance_catch_ups_count)
        if self.distance_bridged_count:
            yield WORDS.say("bridged", stretches_count=self.distance_bridged_count)
        if restarts := self.distance_restarts_count:
            yield WORDS.say("restarted_once" if restarts == 1 else "restarted", restarts_count=restarts)
        if self.gaps_count:
            yield WORDS.say("gaps", gaps_count=self.gaps_count, gaps_s=self.gap_s)
        if self.pauses_are_inferred:
            yield WORDS.say("pauses_inferred")

    def _doubted(self) -> Iterator[Sentence]:
        if self.counter_is_wrong:
            yield WORDS.say("counter_wrong")
        elif excess := self.speed_excess:
            yield WORDS.say("speed_above" if excess > 0 else "speed_below", excess_share=abs(excess))
        if self.heart_rate_is_refused:
            yield WORDS.say("heart_rates_refused")
        if self.altitude_noise_m:
            yield WORDS.say("altitude_noise", noise_m=self.altitude_noise_m)
