"""How sessions, their parts and uploads are shown and written."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from runlab_site.api.fields import IdField, MomentField
from runlab_site.api.serializers import ModelSerializer, Serializer
from runners.api.fields import VisibleRunnerField
from sessions.models import SessionStatistics, Upload, UploadFile

__all__ = [
    "BestEffortSerializer",
    "CropSerializer",
    "EffortSerializer",
    "LapSerializer",
    "NewSessionSerializer",
    "NewUploadSerializer",
    "SessionSerializer",
    "SplitSerializer",
    "StatisticsSerializer",
    "StreamsSerializer",
    "UploadFileSerializer",
    "UploadSerializer",
    "UploadWithFilesSerializer",
    "WhySerializer",
]

FIGURES = (
    "elapsed_time_s",
    "timer_time_s",
    "moving_time_s",
    "distance_m",
    "ascent_m",
    "descent_m",
    "avg_heart_rate_bpm",
    "max_heart_rate_bpm",
    "avg_speed_mps",
    "max_speed_mps",
    "avg_cadence_spm",
    "avg_power_w",
    "max_power_w",
    "rtss",
    "load_method",
    "load_is_estimated",
)


class SessionSerializer(ModelSerializer):
    """A session. A figure that is not known is null."""

    runner = IdField(source="runner_id", read_only=True)
    upload = IdField(source="upload_id", read_only=True, allow_null=True)
    file_name = serializers.CharField(source="fit.file_name", default=None, read_only=True, allow_null=True)
    file_sha256 = serializers.CharField(source="fit.sha256", default=None, read_only=True, allow_null=True)
    device = serializers.DictField(
        read_only=True, help_text="manufacturer, product, serial_number, software."
    )
    warnings = serializers.ListField(child=serializers.CharField(), read_only=True)
    distance_m = serializers.FloatField(
        min_value=0, allow_null=True, required=False, help_text="m; may be corrected by hand."
    )
    sport = serializers.CharField(max_length=40, required=False)

    class Meta:
        """What is shown."""

        model = SessionStatistics
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "runner",
            "upload",
            "file_name",
            "file_sha256",
            "name",
            "notes",
            "sport",
            "sub_sport",
            "effort",
            "rpe",
            "feel",
            "pain",
            "excluded_from_bests",
            "start_time",
            "time_zone",
            "day",
            *FIGURES,
            "has_gps",
            "is_treadmill",
            "device",
            "warnings",
        )
        read_only_fields: ClassVar[tuple[str, ...]] = (
            "sub_sport",
            "start_time",
            "time_zone",
            "day",
            *(name for name in FIGURES if name != "distance_m"),
            "has_gps",
            "is_treadmill",
        )


class NewSessionSerializer(Serializer):
    """A session without a file, as it is typed in."""

    runner = VisibleRunnerField(required=False, help_text="A coach's athlete; without it oneself.")
    start_time = MomentField()
    sport = serializers.CharField(max_length=40, default="running")
    timer_time_s = serializers.FloatField(min_value=1)
    distance_m = serializers.FloatField(min_value=0, required=False, allow_null=True)
    rpe = serializers.FloatField(min_value=0, max_value=10, required=False, allow_null=True)


class StatisticsSerializer(ModelSerializer):
    """All figures of a session; `missing` says why one is null."""

    time_in_heart_rate_zones_s = serializers.ListField(child=serializers.FloatField())
    time_in_pace_zones_s = serializers.ListField(child=serializers.FloatField())
    missing = serializers.DictField(child=serializers.CharField(), help_text="Figure -> why there is none.")

    class Meta:
        """What is shown."""

        model = SessionStatistics
        fields = (
            "id",
            *FIGURES,
            "graded_speed_mps",
            "normalized_graded_speed_mps",
            "intensity_factor",
            "efficiency",
            "decoupling_percent",
            "w_prime_balance_min_m",
            "time_in_heart_rate_zones_s",
            "time_in_pace_zones_s",
            "missing",
            "formula_version",
            "computed_at",
        )


class CropSerializer(Serializer):
    """The stretch of a session that counts, in seconds from its start."""

    from_s = serializers.FloatField(min_value=0)
    to_s = serializers.FloatField(min_value=0)


class SplitSerializer(Serializer):
    """Where a session is cut in two, in seconds from its start."""

    at_s = serializers.FloatField(min_value=0)


class EffortProposalSerializer(Serializer):
    """What a session seems to have been."""

    effort = serializers.ChoiceField(SessionStatistics.Effort.choices)
    reasons = serializers.ListField(child=serializers.CharField())


class LoadShiftSerializer(Serializer):
    """A session whose load would be another, since Critical Speed of its day would be."""

    session = IdField(source="session_id")
    day = serializers.DateField()
    load_before_rtss = serializers.FloatField(source="before")
    load_after_rtss = serializers.FloatField(source="after")


class EffortPreviewSerializer(Serializer):
    """What would follow if the session had been that. Nothing is stored."""

    effort = serializers.ChoiceField(SessionStatistics.Effort.choices)
    changes_past = serializers.BooleanField()
    critical_speed_before_mps = serializers.FloatField(allow_null=True)
    critical_speed_after_mps = serializers.FloatField(allow_null=True)
    changes = serializers.ListField(
        child=serializers.CharField(), help_text="New lines of the Critical Speed log."
    )
    loads = LoadShiftSerializer(many=True)


class EffortSerializer(Serializer):
    """What a session was, whether a person said so, what it seems to have been, and what would follow.

    It is confirmed or changed by PATCH of the session's `effort`.
    """

    effort = serializers.ChoiceField(SessionStatistics.Effort.choices)
    is_confirmed = serializers.BooleanField()
    proposal = EffortProposalSerializer(allow_null=True)
    preview = EffortPreviewSerializer(
        help_text="Of the effort asked for; without one of the proposed, else of the present one."
    )


class LapSerializer(Serializer):
    """A lap as the watch cut it, or a pool length, in order."""

    index = serializers.IntegerField(min_value=0)
    start_offset_s = serializers.FloatField()
    end_offset_s = serializers.FloatField()
    elapsed_time_s = serializers.FloatField()
    timer_time_s = serializers.FloatField(allow_null=True)
    distance_m = serializers.FloatField(allow_null=True)
    avg_speed_mps = serializers.FloatField(allow_null=True)
    graded_speed_mps = serializers.FloatField(allow_null=True)
    avg_heart_rate_bpm = serializers.FloatField(allow_null=True)
    max_heart_rate_bpm = serializers.FloatField(allow_null=True)
    avg_cadence_spm = serializers.FloatField(allow_null=True)
    avg_power_w = serializers.FloatField(allow_null=True)
    ascent_m = serializers.FloatField(allow_null=True)
    descent_m = serializers.FloatField(allow_null=True)
    trigger = serializers.CharField(allow_null=True)
    intensity = serializers.CharField(allow_null=True)


class BestEffortSerializer(Serializer):
    """The fastest stretch over a distance. A pause inside counts."""

    distance_m = serializers.FloatField()
    time_s = serializers.FloatField()
    start_offset_s = serializers.FloatField()
    end_offset_s = serializers.FloatField()
    avg_heart_rate_bpm = serializers.FloatField(allow_null=True)
    rank = serializers.IntegerField(
        min_value=1,
        allow_null=True,
        help_text="Among all efforts of the athlete over that distance; null where it cannot be a best.",
    )
    is_personal_best = serializers.BooleanField()
    flags = serializers.ListField(child=serializers.CharField(), help_text="Why it cannot be a best.")


class StreamsSerializer(Serializer):
    """Columns of equal length; a gap is null."""

    count = serializers.IntegerField(min_value=0)
    columns = serializers.DictField(
        child=serializers.ListField(child=serializers.FloatField(allow_null=True)),
        help_text="time_s, distance_m, heart_rate_bpm, latitude_deg, ...",
    )


class WhyInputSerializer(Serializer):
    """One number that went in."""

    name = serializers.CharField()
    value = serializers.JSONField(allow_null=True)
    unit = serializers.CharField()
    resource = serializers.CharField(allow_null=True)
    id = serializers.CharField(allow_null=True)


class WhyPointsSerializer(Serializer):
    """The stretch of the recording that was read."""

    start_offset_s = serializers.FloatField()
    end_offset_s = serializers.FloatField()
    count = serializers.IntegerField()


class WhySerializer(Serializer):
    """How a figure came about."""

    figure = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    unit = serializers.CharField()
    formula = serializers.CharField()
    formula_version = serializers.IntegerField()
    words = serializers.CharField(help_text="The formula in words.")
    expression = serializers.CharField()
    sentence = serializers.CharField(allow_null=True, help_text="The value in one sentence.")
    source_reference = serializers.CharField()
    inputs = WhyInputSerializer(many=True)
    points = WhyPointsSerializer(allow_null=True)
    clock = serializers.ChoiceField(
        ["elapsed", "timer", "none"], help_text="Which clock's seconds were read."
    )
    coverage = serializers.FloatField(
        allow_null=True, help_text="Share of the clock's seconds with data, 0 to 1."
    )
    computed = serializers.FloatField(
        allow_null=True, help_text="From our records, where the watch's own total is shown."
    )
    standard_error = serializers.FloatField(allow_null=True)
    excluded = serializers.ListField(
        child=serializers.CharField(), help_text="Data and ways that were left out, and why."
    )
    flags = serializers.ListField(child=serializers.CharField(), help_text="Doubts, as stable words.")
    would_change = serializers.CharField(help_text="What would make it another value.")
    missing = serializers.CharField(allow_null=True, help_text="Why there is no value.")
    computed_at = MomentField()


class UploadFileProblemSerializer(Serializer):
    """Why a file was rejected."""

    title = serializers.CharField()
    detail = serializers.CharField()


class UploadFileSerializer(Serializer):
    """A file of an upload; of a ZIP, a member."""

    name = serializers.CharField()
    size_bytes = serializers.IntegerField(min_value=0)
    sha256 = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(["pending", "processing", "processed", "duplicate", "rejected"])
    sessions = serializers.ListField(child=IdField())
    duplicate_of = IdField(allow_null=True)
    warnings = serializers.ListField(child=serializers.CharField())
    problem = UploadFileProblemSerializer(allow_null=True)

    def to_representation(self, instance: UploadFile) -> Any:
        """An unknown checksum is null."""
        return super().to_representation(instance) | {"sha256": instance.sha256 or None}


class UploadCountsSerializer(Serializer):
    """How many files were received and what became of them."""

    received = serializers.IntegerField(min_value=0)
    pending = serializers.IntegerField(min_value=0)
    processing = serializers.IntegerField(min_value=0)
    processed = serializers.IntegerField(min_value=0)
    duplicate = serializers.IntegerField(min_value=0)
    rejected = serializers.IntegerField(min_value=0)


class UploadSerializer(ModelSerializer):
    """An upload. It outlives its job, which becomes null."""

    runner = IdField(source="runner_id", read_only=True)
    job = IdField(read_only=True, allow_null=True)
    counts = UploadCountsSerializer(read_only=True)

    class Meta:
        """What is shown."""

        model = Upload
        fields: ClassVar[tuple[str, ...]] = ("id", "runner", "job", "created_at", "counts")


class UploadWithFilesSerializer(UploadSerializer):
    """An upload and what became of each of its files."""

    files = UploadFileSerializer(source="shown_files", many=True, read_only=True)

    class Meta(UploadSerializer.Meta):
        """What is shown."""

        fields = (*UploadSerializer.Meta.fields, "files")


class NewUploadSerializer(Serializer):
    """Files to be read."""

    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True, use_url=False),
        allow_empty=False,
        help_text=".fit, also .gz, and .zip of these; the field is repeated.",
    )
    runner = VisibleRunnerField(required=False, help_text="A coach's athlete; without it oneself.")
