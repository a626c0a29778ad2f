"""What was run: uploads, raw files, their columns, their statistics, and what people decided of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ArrayField

from runlab_site.mongo.fields import ObjectIdKey, StrObjectIdField
from runlab_site.mongo.packed import PackedJSONField
from runners.models import Runner
from sessions.period_models import PeriodTotal
from sessions.upload_models import Upload, UploadFile

__all__ = [
    "DeletedSession",
    "EffortTimes",
    "PeriodTotal",
    "SessionDecision",
    "SessionDetail",
    "SessionFIT",
    "SessionParquet",
    "SessionStatistics",
    "Upload",
    "UploadFile",
]


class SessionFIT(models.Model):
    """A raw activity file of a runner: its bytes are in GridFS, once, whatever number of times it came."""

    class Status(models.TextChoices):
        """Whether the bytes can be relied on."""

        RECEIVING = "receiving", _("Receiving")
        READY = "ready", _("Ready")

    class Role(models.TextChoices):
        """Whether it counts."""

        COUNTED = "counted", _("Counted")
        HELD = "held", _("Held as a duplicate")
        DELETED = "deleted", _("Deleted")

    id = ObjectIdKey()  # 12 bytes of SHA-256(runner, file SHA-256)
    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="files", db_index=False)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField(default=0)
    file_name = models.CharField(max_length=400)
    file_format = models.CharField(max_length=8, default="fit")
    blob_id = StrObjectIdField(null=True, blank=True)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.RECEIVING)
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.COUNTED)
    held_for = StrObjectIdField(null=True, blank=True, help_text="The session it is a near-duplicate of.")
    upload_id = StrObjectIdField(null=True, blank=True)
    claimed_by = StrObjectIdField(null=True, blank=True, help_text="The uploaded file that brought it.")
    sessions_count = models.PositiveIntegerField(default=0)
    warnings = ArrayField(models.CharField(max_length=500), default=list, blank=True)
    sentences = models.JSONField(
        default=list, blank=True, help_text="code, values and text of what the warnings say."
    )
    described = models.JSONField(
        null=True, blank=True, help_text="name, notes, rpe, gear of each session, as an export told them."
    )
    device = models.JSONField(
        null=True,
        blank=True,
        help_text="manufacturer, product, serial_number, software; null in files of before it was kept.",
    )
    received_at = models.DateTimeField(default=timezone.now)
    time_zone = models.CharField(
        max_length=64,
        blank=True,
        help_text="The athlete's zone when it came; empty in files of before it was kept.",
    )

    class Meta:
        """Storage: collection `sessionsFIT`."""

        db_table = "sessionsFIT"
        verbose_name = "raw file"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["runner", "sha256"], name="a_file_once_a_runner")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["runner", "-received_at", "-id"], name="files_by_moment"),
            models.Index(fields=["held_for"], name="files_held_for"),
            models.Index(fields=["-received_at", "-id"], name="files_of_all"),
            models.Index(fields=["role", "-received_at", "-id"], name="files_of_role"),
            models.Index(fields=["status", "-received_at", "-id", "runner"], name="files_of_status"),
            models.Index(fields=["file_format", "-received_at", "-id", "runner"], name="files_of_format"),
            models.Index(fields=["blob_id"], name="raw_by_blob"),
        ]

    def __str__(self) -> str:
        return self.file_name


class SessionParquet(models.Model):
    """The columns of one session: a Parquet file in GridFS, and what is in it."""

    id = ObjectIdKey()  # the session's id
    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="column_files")
    fit = models.ForeignKey(
        SessionFIT, on_delete=models.CASCADE, null=True, blank=True, related_name="column_files"
    )
    blob_id = StrObjectIdField()
    rows_count = models.PositiveIntegerField()
    columns = models.JSONField(default=list, help_text="name, unit, type, valid_count of each column.")
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    format_version = models.CharField(max_length=20)
    recorded = models.JSONField(
        default=dict, help_text="What the device wrote beside: totals, laps, kind of sport."
    )
    computed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Storage: collection `sessionsParquet`."""

        db_table = "sessionsParquet"
        verbose_name = "columns of a session"
        verbose_name_plural = "columns of sessions"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["runner", "-computed_at", "-id"], name="columns_by_moment"),
            models.Index(fields=["blob_id"], name="columns_by_blob"),
            models.Index(fields=["-computed_at", "-id"], name="columns_of_all"),
        ]

    def __str__(self) -> str:
        return f"{self.rows_count} rows"


def _figure(unit: str, low: float = 0, high: float = 1e9) -> models.FloatField:  # type: ignore[type-arg]
    return models.FloatField(
        null=True,
        blank=True,
        help_text=unit,
        validators=[MinValueValidator(low), MaxValueValidator(high)],
    )


def _heavy_part(name: str, empty: type[dict[str, Any] | list[Any]], meaning: str) -> property:
    """A part of a session that lies apart, read and set like a field."""

    def read(session: SessionStatistics) -> Any:
        return session.heavy.setdefault(name, empty())

    def write(session: SessionStatistics, value: Any) -> None:
        session.set_heavy(name, value)

    return property(read, write, doc=meaning)


class SessionStatistics(models.Model):
    """One session and its figures. Missing is null with a reason in `missing`, never 0."""

    class Effort(models.TextChoices):
        """How hard the athlete tried."""

        NORMAL = "normal", _("Training")
        RACE = "race", _("Race")
        TIME_TRIAL = "time_trial", _("Time trial")
        TEST = "test", _("Test")

    id = ObjectIdKey()  # 12 bytes of SHA-256(runner, file SHA-256, index of the session message)
    runner = models.ForeignKey(
        Runner, on_delete=models.CASCADE, related_name="session_statistics", db_index=False
    )
    fit = models.ForeignKey(
        SessionFIT, on_delete=models.CASCADE, null=True, blank=True, related_name="sessions"
    )
    session_index = models.PositiveIntegerField(default=0)
    upload_id = StrObjectIdField(null=True, blank=True)

    name = models.CharField(max_length=200, blank=True)
    notes = models.TextField(blank=True, max_length=10_000)
    gear = models.CharField(max_length=100, blank=True, help_text=_("Shoes or other gear, by name."))
    sport = models.CharField(max_length=40)
    sub_sport = models.CharField(max_length=40, blank=True)
    effort = models.CharField(max_length=10, choices=Effort.choices, default=Effort.NORMAL)
    rpe = models.FloatField(null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(10)])
    feel = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text="1 very weak to 5 very strong.",
    )
    pain = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(10)], help_text="0 none to 10."
    )
    pain_place = models.CharField(max_length=60, blank=True, help_text="Where it hurt.")
    excluded_from_bests = models.BooleanField(default=False)

    start_time = models.DateTimeField()
    time_zone = models.CharField(max_length=64, help_text="The athlete's zone then.")
    utc_offset_s = models.IntegerField(
        null=True, blank=True, help_text="The watch's own, where it wrote one."
    )
    day = models.DateField(help_text="The athlete's local day of the start.")

    elapsed_time_s = _figure("s")
    timer_time_s = _figure("s")
    moving_time_s = _figure("s")
    gap_s = _figure("s without data")
    distance_m = _figure("m")
    ascent_m = _figure("m")
    descent_m = _figure("m")
    avg_speed_mps = _figure("m/s")
    max_speed_mps = _figure("m/s")
    avg_heart_rate_bpm = _figure("bpm")
    max_heart_rate_bpm = _figure("bpm")
    avg_cadence_spm = _figure("steps a minute")
    avg_power_w = _figure("W")
    max_power_w = _figure("W")
    avg_temperature_c = _figure("°C; from the file, or typed", low=-90, high=70)
    graded_speed_mps = _figure("m/s")
    normalized_graded_speed_mps = _figure("m/s")
    rtss = _figure("load", high=10_000)
    load_method = models.CharField(max_length=20, blank=True, help_text="rtss, hrtss, rpe, duration or none.")
    load_is_estimated = models.BooleanField(default=False)
    intensity_factor = _figure("of Critical Speed")
    efficiency = _figure("m/min per bpm")
    decoupling_percent = models.FloatField(null=True, blank=True, help_text="%")
    w_prime_balance_min_m = models.FloatField(null=True, blank=True, help_text="m")
    time_in_heart_rate_zones_s = ArrayField(models.FloatField(), default=list, blank=True)
    time_in_pace_zones_s = ArrayField(models.FloatField(), default=list, blank=True)
    has_gps = models.BooleanField(default=False)
    is_treadmill = models.BooleanField(default=False)

    device = models.JSONField(
        default=dict, blank=True, help_text="manufacturer, product, serial_number, software."
    )
    warnings = ArrayField(models.CharField(max_length=500), default=list, blank=True)
    best_efforts = models.JSONField(
        default=list, help_text="distance_m, time_s, start_offset_s, end_offset_s, flags."
    )
    work = models.JSONField(
        null=True,
        blank=True,
        help_text="Bouts of work: summary, means, the hard ones. All of them: in sessionDetails.",
    )
    observed_max_heart_rate_bpm = models.FloatField(
        null=True, blank=True, help_text="Highest 5 s median of a valid recording."
    )
    context_key = models.CharField(
        max_length=64, blank=True, help_text="What the judged figures were judged with."
    )
    formula_version = models.CharField(max_length=40)
    computed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Storage: collection `sessionStatistics`."""

        db_table = "sessionStatistics"
        verbose_name = "session"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["runner", "-start_time", "-id"], name="sessions_by_start"),
            models.Index(fields=["runner", "-start_time", "-id", "name", "notes"], name="sessions_by_words"),
            models.Index(fields=["runner", "day"], name="sessions_of_day"),
            models.Index(fields=["-start_time", "-id"], name="sessions_of_all"),
            models.Index(fields=["sport", "-start_time", "-id"], name="sessions_of_sport"),
            models.Index(fields=["effort", "-start_time", "-id"], name="sessions_of_effort"),
            models.Index(fields=["runner", "distance_m", "id"], name="sessions_by_distance"),
            models.Index(fields=["runner", "timer_time_s", "id"], name="sessions_by_time"),
            models.Index(fields=["runner", "rtss", "id"], name="sessions_by_load"),
            models.Index(fields=["upload_id", "start_time", "id"], name="sessions_of_upload"),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.sport} of {self.day}"

    measured = _heavy_part("measured", dict, "What follows from the file alone.")
    judged = _heavy_part("judged", dict, "What follows from the file and the athlete's figures.")
    laps = _heavy_part("laps", list, "The watch's laps.")
    figures = _heavy_part("figures", dict, "Provenance of each figure: formula, version, inputs, points.")
    missing = _heavy_part("missing", dict, "Figure -> why there is none.")

    def save(self, **kwargs: Any) -> None:
        """Store the summary, then the heavy parts under the same id if any was set."""
        super().save(**kwargs)
        if self.__dict__.pop("_heavy_is_changed", False):
            SessionDetail(pk=self.pk, runner_id=self.runner_id, content=self.heavy).save()

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read anew, the heavy parts too."""
        self.__dict__.pop("_heavy", None)
        super().refresh_from_db(*args, **kwargs)

    @property
    def heavy(self) -> dict[str, Any]:
        """What lists do not need, by part: read when first asked for, stored by `save` when any part was set."""
        known: dict[str, Any] | None = self.__dict__.get("_heavy")
        if known is None:
            known = {} if self._state.adding else self._stored_heavy()
            self.__dict__["_heavy"] = known
        return known

    def _stored_heavy(self) -> dict[str, Any]:
        try:
            return dict(self.detail.content)
        except SessionDetail.DoesNotExist:
            return {}

    def set_heavy(self, name: str, value: Any) -> None:
        """Set a part; `save` stores it."""
        self.heavy[name] = value
        self.__dict__["_heavy_is_changed"] = True


class SessionDetail(models.Model):
    """The heavy parts of a session, in one piece: figures with provenance, curves, laps, W' balance, why one is missing."""

    session = models.OneToOneField(
        SessionStatistics,
        on_delete=models.CASCADE,
        primary_key=True,
        db_column="_id",
        related_name="detail",
    )
    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="session_details")
    content = PackedJSONField(
        default=dict, help_text="zlib-compressed JSON: measured, judged, laps, figures, missing."
    )

    class Meta:
        """Storage: collection `sessionDetails`."""

        db_table = "sessionDetails"
        verbose_name = "details of a session"
        verbose_name_plural = "details of sessions"

    def __str__(self) -> str:
        return f"Details of {self.pk}"


class EffortTimes(models.Model):
    """The times of all valid efforts of a runner over one distance. Derived: made anew by each analysis."""

    id = ObjectIdKey()  # derived from runner and distance
    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="effort_times")
    distance_m = models.FloatField()
    times = models.BinaryField(help_text="Sorted; packed by sessions.analysis.packed_times.")

    class Meta:
        """Storage: collection `effort_times`."""

        db_table = "effort_times"
        verbose_name = "times over a distance"
        verbose_name_plural = "times over distances"

    def __str__(self) -> str:
        return f"Times over {self.distance_m:g} m"


class SessionDecision(models.Model):
    """What a person decided about a session or a raw file. Replayed whenever figures are made anew."""

    class Kind(models.TextChoices):
        """What was decided."""

        EDIT = "edit", _("Edited")
        DELETE = "delete", _("Deleted")
        RESTORE = "restore", _("Brought back")
        HOLD = "hold", _("Held as a duplicate")
        SEPARATE = "separate", _("Kept as a session of its own")
        SWAP = "swap", _("Swapped with its duplicate")
        CROP = "crop", _("Cropped")
        SPLIT = "split", _("Split")

    id = ObjectIdKey()
    runner = models.ForeignKey(
        Runner, on_delete=models.CASCADE, related_name="session_decisions", db_index=False
    )
    session_id = StrObjectIdField(null=True, blank=True)
    fit_id = StrObjectIdField(null=True, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.JSONField(default=dict)
    effective_day = models.DateField()
    decided_by = StrObjectIdField(null=True, blank=True)
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Storage: collection `session_decisions`."""

        db_table = "session_decisions"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["session_id", "decided_at", "id"], name="decisions_by_session"),
            models.Index(fields=["fit_id", "decided_at", "id"], name="decisions_by_file"),
            models.Index(fields=["runner", "kind", "decided_at", "id"], name="decisions_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.effective_day}"


class DeletedSession(models.Model):
    """A session in the bin: what it was, so that a person recognises it. The decision to delete it stands apart."""

    KEPT_DAYS = 30

    id = ObjectIdKey()  # the session's id
    runner = models.ForeignKey(
        Runner, on_delete=models.CASCADE, related_name="deleted_sessions", db_index=False
    )
    fit_id = StrObjectIdField(null=True, blank=True)
    name = models.CharField(max_length=200, blank=True)
    sport = models.CharField(max_length=40)
    start_time = models.DateTimeField()
    time_zone = models.CharField(max_length=64)
    day = models.DateField()
    distance_m = _figure("m")
    elapsed_time_s = _figure("s")
    timer_time_s = _figure("s")
    file_name = models.CharField(max_length=400, blank=True)
    deleted_by = StrObjectIdField(null=True, blank=True)
    deleted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Storage: collection `deleted_sessions`."""

        db_table = "deleted_sessions"
        verbose_name = "deleted session"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["runner", "-deleted_at", "-id"], name="bin_by_moment"),
            models.Index(fields=["-deleted_at", "-id"], name="bin_of_all"),
            models.Index(fields=["fit_id"], name="bin_by_file"),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.sport} of {self.day}"

    @property
    def kept_until(self) -> datetime:
        """From then on it is deleted for good."""
        return self.deleted_at + timedelta(days=self.KEPT_DAYS)
