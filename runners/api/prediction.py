"""runners/{id}/prediction/: what a race would take."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from runlab_site.api.actions import Retrieves
from runlab_site.api.errors import Conflict
from runlab_site.api.serializers import Serializer
from runners.api.of_runner import OfRunner
from runners.physiology.errors import InvalidInputError, NotEnoughDataError
from runners.services.forecasts import forecast_by_form, forecast_race
from runners.services.race_predictions import prediction_of_race

if TYPE_CHECKING:
    from runners.models import Runner
    from runners.services.race_predictions import RacePrediction

__all__ = [
    "FormForecastSerializer",
    "PredictionMethodSerializer",
    "PredictionSerializer",
    "PredictionViewSet",
]


class PredictionMethodSerializer(Serializer):
    """What one method says, or why it may not speak."""

    method = serializers.CharField()
    time_s = serializers.FloatField(allow_null=True)
    note = serializers.CharField()


class FormForecastSerializer(Serializer):
    """What the athlete's own impulse-response model makes of that day, the usual load going on until then."""

    vdot = serializers.FloatField()
    vdot_low = serializers.FloatField()
    vdot_high = serializers.FloatField()
    time_s = serializers.FloatField()
    time_low_s = serializers.FloatField()
    time_high_s = serializers.FloatField()
    assumed_daily_load_rtss = serializers.FloatField()


class PredictionSerializer(Serializer):
    """A race's likely time and its range."""

    distance_m = serializers.FloatField()
    day = serializers.DateField()
    time_s = serializers.FloatField()
    time_low_s = serializers.FloatField()
    time_high_s = serializers.FloatField()
    model = serializers.CharField(
        help_text="The method that is recommended; of a race in the calendar or a plan's goal what its kept prediction "
        "rests on: plan or fitness."
    )
    made_on = serializers.DateField(
        help_text="The day it was made on; for a race to come that of the kept prediction."
    )
    confidence = serializers.FloatField(help_text="The share of races that should lie within the range.")
    text = serializers.CharField(help_text="Why this method.")
    formula_version = serializers.CharField()
    methods = PredictionMethodSerializer(many=True)
    flags = serializers.ListField(child=serializers.CharField())
    impulse_response = FormForecastSerializer(allow_null=True)


class PredictionViewSet(Retrieves, OfRunner):
    """What a race would take: a likely time and its 80 % range, from what was known on a day."""

    serializer_class = PredictionSerializer
    parameters: ClassVar[Any] = {
        "retrieve": {
            "distance_m": serializers.FloatField(min_value=400, max_value=100_000),
            "day": serializers.DateField(required=False, help_text="Of the race; today without it."),
        }
    }

    def represent(self, instance: Runner) -> Any:
        """The forecast. Raises Conflict saying what is missing."""
        day = self.query.get("day") or self.today
        kept = prediction_of_race(instance, day, self.query["distance_m"])
        try:
            forecast = forecast_race(instance, self.query["distance_m"], day)
        except (NotEnoughDataError, InvalidInputError) as error:
            if kept is not None:
                return _kept(kept) | _WITHOUT_METHODS
            raise Conflict(str(error)) from error
        low_s, high_s = forecast.range_80_s
        by_form = forecast_by_form(instance, self.query["distance_m"], day)
        return {
            "distance_m": forecast.distance_m,
            "day": day.isoformat(),
            "time_s": forecast.time_s,
            "time_low_s": low_s,
            "time_high_s": high_s,
            "model": forecast.recommended,
            "confidence": 0.8,
            "text": forecast.why,
            "formula_version": forecast.formula,
            "methods": [asdict(method) for method in forecast.methods],
            "flags": list(forecast.flags),
            "impulse_response": None if by_form is None else FormForecastSerializer(by_form).data,
            "made_on": self.today.isoformat(),
        } | (_kept(kept) if kept is not None else {})


_WITHOUT_METHODS: dict[str, Any] = {
    "formula_version": "",
    "methods": [],
    "flags": [],
    "impulse_response": None,
}


def _kept(prediction: RacePrediction) -> dict[str, Any]:
    """What is kept for a race goes before what would be made now."""
    return {
        "distance_m": prediction.distance_m,
        "day": prediction.race_day.isoformat(),
        "time_s": prediction.time_s,
        "time_low_s": prediction.time_low_s,
        "time_high_s": prediction.time_high_s,
        "model": "plan" if prediction.by_plan else "fitness",
        "confidence": 0.8,
        "text": f"{prediction.name}, {prediction.origin}.",
        "made_on": prediction.made_on.isoformat(),
    }
