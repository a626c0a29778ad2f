"""What cleaning changed of a recording, as counts and as sentences."""

from dataclasses import dataclass

from runners.physiology.texts import duration_text
from sessions.analysis.recording_order import OrderReport

__all__ = ["CleaningReport"]

WORTH_SAYING_M = 50.0


@dataclass(frozen=True, slots=True)
class CleaningReport:
    """What was changed, so that it can be shown. Counts are of records unless the name says otherwise.

    distance_stopped_m was moved while the timer stood, distance_ridden_m in the rides_s (elapsed start and end).
    counter_is_wrong: the speed, not the distance counter, tells the way. speed_excess: by how much the recorded speed
    ran ahead of the distance, as a share, 0 where they agree. altitude_noise_m: spread about the ground.
    distance_still_m was gathered in still_s seconds in which the watch lay still and its position wandered.
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

    def sentences(self) -> tuple[str, ...]:
        """What was changed, in plain English; empty when nothing was."""
        order = self.order
        said = (
            (order.stray_count, "{} with a clock more than a day off left out"),
            (order.run_back_count, "{} left out because the clock ran back"),
            (order.moved_count, "{} put back in the order of time"),
            (order.merged_count, "{} merged with another of the same second"),
            (self.speed_spikes_count, "{} with an impossible speed masked"),
            (self.position_spikes_count, "{} with an impossible position masked"),
            (self.heart_rate_rejected_count, "{} with an impossible heart rate masked"),
            (self.altitude_rejected_count, "{} with an impossible altitude masked"),
            (self.other_rejected_count, "{} with another impossible value masked"),
        )
        records = [text.format(_counted(count, "record")) for count, text in said if count]
        return (*records, *self._not_run(), *self._stretches(), *self._doubted())

    def _not_run(self) -> list[str]:
        said: list[str] = []
        if self.rides_s:
            times = ", ".join(
                f"{duration_text(start)} to {duration_text(end)}" for start, end in self.rides_s
            )
            said.append(
                f"{self.distance_ridden_m:.0f} m from {times} were faster than anyone runs: taken as a ride, they are a "
                "pause and count in no figure"
            )
        if self.distance_still_m:
            said.append(
                f"{self.distance_still_m:.0f} m are not counted: the watch stayed in one place for {duration_text(self.still_s)} "
                "while its position wandered"
            )
        if self.distance_stopped_m >= WORTH_SAYING_M:
            said.append(f"{self.distance_stopped_m:.0f} m moved while the timer stood are not counted")
        if self.distance_jumps_count:
            jumps = _counted(self.distance_jumps_count, "jump")
            said.append(f"{jumps} of the distance taken out ({self.distance_removed_m:.0f} m)")
        return said

    def _stretches(self) -> list[str]:
        said: list[str] = []
        if self.distance_catch_ups_count:
            leaps = _counted(self.distance_catch_ups_count, "leap")
            said.append(f"{leaps} of a watch catching up counted in the distance, not in the pace")
        if self.distance_bridged_count:
            stretches = _counted(self.distance_bridged_count, "stretch", "stretches")
            said.append(f"{stretches} where the distance stood and caught up later taken as run evenly")
        if self.distance_restarts_count:
            times = "once" if self.distance_restarts_count == 1 else f"{self.distance_restarts_count} times"
            said.append(f"the distance counter restarted {times} and was joined")
        if self.gaps_count:
            gaps = _counted(self.gaps_count, "gap")
            said.append(f"{gaps} without data, {self.gap_s:.0f} s in all, left out of every mean")
        if self.pauses_are_inferred:
            said.append("the pauses were read from the gaps: the file does not mark them")
        return said

    def _doubted(self) -> list[str]:
        said: list[str] = []
        if self.counter_is_wrong:
            said.append(
                "the recorded distance disagrees with the positions or the total, the speed does not: it tells the way"
            )
        elif self.speed_excess:
            side = "above" if self.speed_excess > 0 else "below"
            said.append(
                f"the recorded speed runs {abs(self.speed_excess):.0%} {side} the distance, which tells the pace"
            )
        if self.heart_rate_is_refused:
            said.append("most heart rates are beyond what a heart does, so none of them is used")
        if self.altitude_noise_m:
            said.append(
                f"the altitude is noisy (about {self.altitude_noise_m:.0f} m up and down), so gradients count only as far "
                "as they stand out"
            )
        return said


def _counted(count: int, one: str, many: str | None = None) -> str:
    return f"1 {one}" if count == 1 else f"{count} {many or one + 's'}"
