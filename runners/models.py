"""Who runs: the profile, what was decided about it, and the fitness history."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_mongodb_backend.fields import ArrayField

from runlab_site.mongo.fields import ObjectIdKey, StrObjectIdField
from runlab_site.time_zones import validate_time_zone
from runners.calendar.models import CalendarEntry
from runners.check_ins.models import CheckIn
from runners.comments.models import Comment
from runners.squads.models import SquadStanding

__all__ = [
    "CalendarEntry",
    "CheckIn",
    "Comment",
    "CriticalSpeedRecord",
    "Invitation",
    "Runner",
    "RunnerDecision",
    "RunnerHistory",
    "RunnerStanding",
    "Squad",
    "SquadCode",
    "SquadMember",
    "SquadStanding",
]


def _bounded(low: float, high: float) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(low), MaxValueValidator(high)]


class Runner(models.Model):
    """An athlete: profile, physiological parameters, personal bests. Made by runner_service only."""

    class Sex(models.TextChoices):
        """What the formulas that differ by sex are fed."""

        FEMALE = "female", gettext_lazy("Female")
        MALE = "male", gettext_lazy("Male")
        UNSPECIFIED = "unspecified", gettext_lazy("Not given")

    class Experience(models.TextChoices):
        """How much training an athlete is used to."""

        NOVICE = "novice", gettext_lazy("Novice")
        INTERMEDIATE = "intermediate", gettext_lazy("Intermediate")
        ADVANCED = "advanced", gettext_lazy("Advanced")
        ELITE = "elite", gettext_lazy("Elite")

    id = ObjectIdKey()
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="runner"
    )
    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="athletes"
    )
    name = models.CharField(max_length=100)
    birth_date = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=11, choices=Sex.choices, default=Sex.UNSPECIFIED)
    weight_kg = models.FloatField(null=True, blank=True, validators=_bounded(20, 300))
    height_cm = models.FloatField(null=True, blank=True, validators=_bounded(80, 250))
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    resting_heart_rate_bpm = models.FloatField(null=True, blank=True, validators=_bounded(25, 120))
    max_heart_rate_bpm = models.FloatField(
        null=True,
        blank=True,
        validators=_bounded(120, 240),
        help_text="Measured; empty means estimated by age.",
    )
    threshold_heart_rate_bpm = models.FloatField(null=True, blank=True, validators=_bounded(80, 230))
    zone_upper_percent = ArrayField(
        models.FloatField(), default=list, help_text="Upper bounds of the five zones, % of maximum."
    )
    heart_rate_zones = models.JSONField(
        default=list, blank=True, help_text="zone, name, from_bpm, to_bpm, source; those in force today."
    )

    critical_speed_mps = models.FloatField(
        null=True, blank=True, help_text="In force today; empty until fitted."
    )
    w_prime_m = models.FloatField(null=True, blank=True)
    critical_speed_valid_from = models.DateField(null=True, blank=True)
    critical_speed_missing_reason = models.CharField(max_length=400, blank=True)
    critical_speed_missing_sentence = models.JSONField(
        null=True, blank=True, help_text="code, values, text of the reason."
    )

    personal_bests = models.JSONField(
        default=list,
        help_text="distance_m, time_s, session, is_default, excluded, source; one a distance and source.",
    )
    banister = models.JSONField(default=dict, help_text="p0, k1, k2, tau1_days, tau2_days, is_default.")
    banister_fit = models.JSONField(
        null=True,
        blank=True,
        help_text="What races made of the model: reason, quality, bands, performances.",
    )
    race_results = models.JSONField(
        default=list, blank=True, help_text="Races and time trials: distance_m, time_s, day, session, kind."
    )
    forecasts = models.JSONField(
        null=True,
        blank=True,
        help_text="Race times as of the last analysis, and how earlier ones met the race.",
    )
    race_predictions = models.JSONField(
        default=list,
        blank=True,
        help_text="One prediction of each race to come: race_day, distance_m, time_s and its band, made_on, by_plan.",
    )
    observed_max_heart_rate = models.JSONField(
        null=True,
        blank=True,
        help_text="Highest heart rate of a valid recording: bpm, day, session. Shown beside, never in force.",
    )
    weekly_load_low_rtss = models.FloatField(null=True, blank=True, validators=_bounded(0, 5000))
    weekly_load_high_rtss = models.FloatField(null=True, blank=True, validators=_bounded(0, 5000))
    usual_weekly_load_rtss = models.FloatField(
        null=True,
        blank=True,
        validators=_bounded(0, 3000),
        help_text="Stated by the athlete; starts the history.",
    )
    schedule = models.JSONField(
        default=dict, help_text="blocks_count, weeks_per_block_count, taper_weeks_count."
    )
    availability = models.JSONField(
        default=dict,
        blank=True,
        help_text="max_s_by_weekday (Monday first), long_run_weekday, max_sessions_per_day, exceptions (date: seconds).",
    )
    experience = models.CharField(max_length=12, choices=Experience.choices, blank=True)
    defaults_version = models.CharField(max_length=20, blank=True)

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        """Storage: collection `runner`."""

        db_table = "runner"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["coach", "name"], name="runners_of_coach"),
            models.Index(fields=["name", "id"], name="runners_by_name"),
        ]

    def __str__(self) -> str:
        return self.name


class RunnerDecision(models.Model):
    """What a person decided about a runner, with the day from which it counts. Replayed, never derived."""

    class Kind(models.TextChoices):
        """What was decided."""

        MAX_HEART_RATE = "max_heart_rate", gettext_lazy("Maximum heart rate")
        RESTING_HEART_RATE = "resting_heart_rate", gettext_lazy("Resting heart rate")
        THRESHOLD_HEART_RATE = "threshold_heart_rate", gettext_lazy("Threshold heart rate")
        HEART_RATE_ZONES = "heart_rate_zones", gettext_lazy("Heart rate zones")
        TYPED_BEST = "typed_best", gettext_lazy("Typed personal best")
        EXCLUDE_BEST = "exclude_best", gettext_lazy("Excluded personal best")
        ACCEPT_CRITICAL_SPEED = "accept_critical_speed", gettext_lazy("Accepted Critical Speed")
        DISMISS_CRITICAL_SPEED = "dismiss_critical_speed", gettext_lazy("Dismissed Critical Speed")
        TYPED_CRITICAL_SPEED = "typed_critical_speed", gettext_lazy("Typed Critical Speed")
        TYPED_RACE = "typed_race", gettext_lazy("Typed race")
        COUNTED_DEVICE = "counted_device", gettext_lazy("Device that counts of two")

    id = ObjectIdKey()
    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="decisions", db_index=False)
    kind = models.CharField(max_length=32, choices=Kind.choices)
    effective_day = models.DateField()
    value = models.JSONField(default=dict)
    decided_by = StrObjectIdField(null=True, blank=True)
    decided_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Storage: collection `runner_decisions`."""

        db_table = "runner_decisions"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["runner", "withdrawn_at", "effective_day", "decided_at", "id"],
                name="decisions_in_force",
            ),
            models.Index(fields=["runner", "-id"], name="decisions_by_moment"),
            models.Index(fields=["kind", "-id"], name="decisions_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.effective_day}"


class CriticalSpeedRecord(models.Model):
    """One line of the Critical Speed log: what it became on a day, and why."""

    class State(models.TextChoices):
        """What came of a fit."""

        IN_FORCE = "in_force", gettext_lazy("In force")
        ESTIMATED = "estimated", gettext_lazy("Estimated")
        STALE = "stale", gettext_lazy("Stale")
        PROPOSED = "proposed", gettext_lazy("Proposed")
        UNCHANGED = "unchanged", gettext_lazy("Unchanged")
        REFUSED = "refused", gettext_lazy("Refused")
        REJECTED = "rejected", gettext_lazy("Rejected")

    # A value that is used for loads, zones and plans: in force, or estimated from a race while nothing is.
    IN_USE = (State.IN_FORCE, State.ESTIMATED)

    id = ObjectIdKey()
    runner = models.ForeignKey(
        Runner, on_delete=models.CASCADE, related_name="critical_speeds", db_index=False
    )
    valid_from = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices)
    critical_speed_mps = models.FloatField(null=True, blank=True)
    w_prime_m = models.FloatField(null=True, blank=True)
    r2 = models.FloatField(null=True, blank=True)
    standard_error_mps = models.FloatField(null=True, blank=True)
    w_prime_standard_error_m = models.FloatField(null=True, blank=True)
    low_mps = models.FloatField(null=True, blank=True, help_text="95 % interval.")
    high_mps = models.FloatField(null=True, blank=True)
    w_prime_low_m = models.FloatField(null=True, blank=True, help_text="95 % interval.")
    w_prime_high_m = models.FloatField(null=True, blank=True)
    source = models.CharField(
        max_length=12, blank=True, help_text="fit, provisional, typed, typed_race or race."
    )
    line = models.JSONField(null=True, blank=True, help_text="What the band of the line is drawn from.")
    points = models.JSONField(
        default=list, help_text="The trials: distance_m, time_s, session, day, used, why_not."
    )
    reason = models.JSONField(
        default=dict,
        help_text="code, text, session, personal_bests, sentences (code, values, text of each, those of points too).",
    )
    flags = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    previous = models.JSONField(null=True, blank=True, help_text="critical_speed_mps and w_prime_m before.")
    formula_version = models.CharField(max_length=40)
    computed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Storage: collection `critical_speeds`."""

        db_table = "critical_speeds"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["runner", "-valid_from", "-id"], name="critical_speeds_by_day"),
            models.Index(fields=["runner", "formula_version"], name="critical_speeds_by_formula"),
            models.Index(fields=["runner", "state", "valid_from", "id"], name="critical_speeds_by_state"),
            models.Index(fields=["-valid_from", "-id"], name="critical_speeds_of_all"),
            models.Index(fields=["state", "-valid_from", "-id", "runner"], name="critical_speeds_in_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} from {self.valid_from}"


class RunnerHistory(models.Model):
    """One local day of an athlete: load and what follows from it."""

    id = ObjectIdKey()
    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="history", db_index=False)
    day = models.DateField()
    day_number = models.PositiveIntegerField(help_text="1 on the first day of the history.")
    load_rtss = models.FloatField(help_text="Sum of the day's sessions; 0 on a rest day.")
    load_by_sport = models.JSONField(default=dict)
    estimated_load_rtss = models.FloatField(default=0, help_text="The part of the load that is estimated.")
    sessions_count = models.PositiveIntegerField(default=0)
    unknown_load_count = models.PositiveIntegerField(default=0, help_text="Sessions whose load is not known.")
    unknown_load_28d_count = models.PositiveIntegerField(default=0)
    estimated_percent = models.FloatField(null=True, help_text="Share of 28 days' load that is estimated, %.")
    ctl = models.FloatField(help_text="Fitness, rTSS a day, time constant 42 days, at the day's end.")
    atl = models.FloatField(help_text="Fatigue, rTSS a day, time constant 7 days, at the day's end.")
    tsb = models.FloatField(help_text="Form that morning: yesterday's CTL less yesterday's ATL.")
    ramp_rate = models.FloatField(null=True, help_text="CTL less CTL of seven days before.")
    monotony = models.FloatField(null=True)
    strain = models.FloatField(null=True)
    banister_fitness = models.FloatField(help_text="The model's G, before k1.")
    banister_fatigue = models.FloatField(help_text="The model's H, before k2.")
    banister_performance = models.FloatField(help_text="p0 + k1 G - k2 H.")
    phase = models.CharField(
        max_length=12, help_text="warming_up until day 42, settling until 126, then settled."
    )
    source = models.CharField(max_length=12, help_text="sessions, or rest for a day without one.")
    formula_version = models.CharField(max_length=40)
    computed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Storage: collection `runnerHistory`."""

        db_table = "runnerHistory"
        verbose_name = "day of history"
        verbose_name_plural = "history"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["runner", "day"], name="one_row_a_day")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["runner", "day", "id"], name="history_by_day"),
            models.Index(fields=["runner", "formula_version"], name="history_by_formula"),
            models.Index(fields=["-day", "-id"], name="history_of_all"),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class RunnerStanding(models.Model):
    """What stood for an athlete at the end of a day, as known then. Written down, never made anew."""

    id = ObjectIdKey()  # derived from runner and day
    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="standings", db_index=False)
    day = models.DateField(help_text="The athlete's local day on which this stood.")
    recorded_at = models.DateTimeField(default=timezone.now)
    sessions_count = models.PositiveIntegerField(help_text="Sessions known by then.")
    ctl = models.FloatField(null=True)
    atl = models.FloatField(null=True)
    tsb = models.FloatField(null=True)
    ramp_rate = models.FloatField(null=True)
    estimated_percent = models.FloatField(null=True)
    critical_speed_mps = models.FloatField(null=True)
    critical_speed_low_mps = models.FloatField(null=True, help_text="95 % interval.")
    critical_speed_high_mps = models.FloatField(null=True)
    w_prime_m = models.FloatField(null=True)
    critical_speed_valid_from = models.DateField(null=True)
    max_heart_rate_bpm = models.FloatField(null=True)
    alerts = models.JSONField(default=list, help_text="code, level, values, text.")
    forecasts = models.JSONField(
        default=list,
        help_text="Ranges said before a race: distance_m, time_s, time_low_s, time_high_s, sd_log.",
    )
    formula_versions = models.JSONField(
        default=dict, help_text="Formula of history, Critical Speed, forecast."
    )

    class Meta:
        """Storage: collection `runner_standings`."""

        db_table = "runner_standings"
        verbose_name = "standing of a day"
        verbose_name_plural = "standings by day"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["runner", "day"], name="one_standing_a_day")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["runner", "-day", "-id"], name="standings_by_day"),
            models.Index(fields=["-day", "-id"], name="standings_of_all"),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class Squad(models.Model):
    """A group of athletes and its coach."""

    id = ObjectIdKey()
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="squads")
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    members_changed_at = models.DateTimeField(
        null=True, editable=False, help_text="When someone joined or left: the coach's rights changed."
    )

    class Meta:
        """Storage: collection `squads`."""

        db_table = "squads"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["name", "id"], name="squads_by_name"),
            models.Index(fields=["coach", "name", "id"], name="squads_of_coach"),
        ]

    def __str__(self) -> str:
        return self.name


class SquadMember(models.Model):
    """A runner in a squad."""

    id = ObjectIdKey()
    squad = models.ForeignKey(Squad, on_delete=models.CASCADE, related_name="members")
    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="memberships")
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    athlete_may_plan = models.BooleanField(
        "plans alone", default=False, help_text="Whether the athlete makes and changes plans too."
    )

    class Meta:
        """Storage: collection `squad_members`."""

        db_table = "squad_members"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["squad", "runner"], name="a_runner_once_a_squad")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["squad", "joined_at", "id"], name="members_of_squad"),
            models.Index(fields=["runner", "joined_at", "id"], name="squads_of_runner"),
        ]

    def __str__(self) -> str:
        return f"{self.runner} in {self.squad}"


class SquadCode(models.Model):
    """A short code, and the link with it, by which athletes with an account join a squad until it expires."""

    id = ObjectIdKey()
    squad = models.ForeignKey(Squad, on_delete=models.CASCADE, related_name="codes")
    code = models.CharField(max_length=8, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()

    class Meta:
        """Storage: collection `squad_codes`."""

        db_table = "squad_codes"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["squad", "-created_at", "-id"], name="codes_of_squad"),
        ]

    def __str__(self) -> str:
        return f"{self.code} to {self.squad}"


class Invitation(models.Model):
    """A coach's invitation of an athlete: a link that makes the account. Only the token's SHA-256 is kept."""

    id = ObjectIdKey()
    squad = models.ForeignKey(Squad, on_delete=models.CASCADE, related_name="invitations")
    runner = models.ForeignKey(
        Runner,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        help_text="The profile the person takes over.",
    )
    email = models.EmailField(max_length=254)
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Storage: collection `invitations`."""

        db_table = "invitations"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["squad", "-created_at", "-id"], name="invitations_of_squad"),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.squad}"
