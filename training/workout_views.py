"""Pages of workouts: the library and one's own; thin, read by training.workout_page, written by the service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView, View

from runlab_site.web.navigation import Place
from runlab_site.web.page_base import CoachPage, SignedInPage
from runners.selectors import visible_runners
from training.models import Workout, WorkoutVersion
from training.selectors import is_coaching, visible_workouts
from training.services import workout_service
from training.workout_forms import FitFileForm, ShelfForm, WorkoutForm
from training.workout_page import WorkoutCard, shelves

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from runners.models import Runner

__all__ = [
    "WorkoutCopyView",
    "WorkoutDeleteView",
    "WorkoutEditView",
    "WorkoutImportView",
    "WorkoutNewView",
    "WorkoutPreviewView",
    "WorkoutRestoreView",
    "WorkoutView",
    "WorkoutsView",
]

WORKOUTS_A_PAGE = 100


class _WorkoutPage(SignedInPage):
    """A page of the library."""

    @cached_property
    def shelf(self) -> ShelfForm:
        """What was chosen above the list: filters, athlete, level."""
        own = visible_runners(self.person).filter(user_id=self.person.pk).first()
        usual = {"level": f"{workout_service.MIDDLE_LEVEL:g}", "runner": str(own.pk) if own else ""}
        return ShelfForm(
            usual | self.request.GET.dict(),
            shelves=shelves(visible_workouts(self.person)),
            runners=visible_runners(self.person).order_by("name"),
        )

    @cached_property
    def chosen(self) -> dict[str, str]:
        """Of it, what is in force."""
        return self.shelf.chosen

    @cached_property
    def athlete(self) -> Runner | None:
        """For whom workouts are sized: the one chosen, at first oneself; None is nobody in particular."""
        chosen = self.chosen.get("runner")
        return visible_runners(self.person).filter(pk=chosen).first() if chosen else None

    @property
    def level(self) -> float:
        """How much of it."""
        return float(self.chosen.get("level", workout_service.MIDDLE_LEVEL))

    @property
    def may_write(self) -> bool:
        """Whether the person makes workouts."""
        return is_coaching(self.person)

    def workout(self) -> Workout:
        """The workout in the address. Raises Http404."""
        return get_object_or_404(
            visible_workouts(self.person),
            pk=self.kwargs["workout_id"],
        )

    def own_workout(self) -> Workout:
        """The same, if the person may change it. Raises PermissionDenied."""
        workout = self.workout()
        if not workout_service.may_change(workout, self.person):
            raise PermissionDenied("Only your own workouts are changed; make a copy of this one.")
        return workout


class WorkoutsView(_WorkoutPage, TemplateView):
    """The library and one's own, filtered and sized for an athlete."""

    template_name = "training/workouts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of them."""
        found = _filtered(visible_workouts(self.person), self.chosen, str(self.person.pk))
        ordered = found.order_by("system", "code", "name", "pk")
        page = Paginator(ordered, WORKOUTS_A_PAGE).get_page(self.request.GET.get("page"))
        query = self.request.GET.copy()
        query.pop("page", None)
        return super().get_context_data(**kwargs) | {
            "place": Place("workouts"),
            "shelf": self.shelf,
            "athlete": self.athlete,
            "may_write": self.may_write,
            "fit_form": FitFileForm(),
            "page_obj": page,
            "page_query": f"{query.urlencode()}&" if query else "",
            "cards": [WorkoutCard.of(workout, self.athlete, self.level) for workout in page.object_list],
        }


def _filtered(workouts: QuerySet[Workout], chosen: dict[str, str], person_id: str) -> QuerySet[Workout]:
    lookups = {"q": "name__icontains", "kind": "role", "folder": "folder"}
    found = workouts.filter(**{lookups[name]: value for name, value in chosen.items() if name in lookups})
    if "tag" in chosen:
        found = found.filter(tags__contains=[chosen["tag"]])
    whose = chosen.get("whose")
    if whose == "own":
        return found.filter(owner_id=person_id)
    if whose == "shared":
        return found.filter(owner__isnull=False).exclude(owner_id=person_id)
    return found.filter(owner__isnull=True) if whose == "library" else found


class WorkoutView(_WorkoutPage, TemplateView):
    """One workout: profile, figures for an athlete, W' step by step, downloads, versions."""

    template_name = "training/workout.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """At a level."""
        workout = self.workout()
        return super().get_context_data(**kwargs) | {
            "place": Place("workouts"),
            "shelf": self.shelf,
            "card": WorkoutCard.of(workout, self.athlete, self.level),
            "may_write": self.may_write,
            "may_change": self.may_write and workout_service.may_change(workout, self.person),
            "versions": WorkoutVersion.objects.filter(workout=workout).order_by("-version"),
        }


class _WorkoutFormView(CoachPage, _WorkoutPage, FormView):  # type: ignore[type-arg]
    """Writing a workout, with its picture beside it while one types."""

    template_name = "training/workout_form.html"
    form_class = WorkoutForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """For whom the picture is."""
        return super().get_context_data(**kwargs) | {
            "place": Place("workouts"),
            "runners": visible_runners(self.person).order_by("name"),
        }

    def shown(self, workout: Workout) -> HttpResponse:
        """The workout's page, for the athlete whose picture was looked at."""
        runner = visible_runners(self.person).filter(pk=self.request.POST.get("runner") or None).first()
        query = f"?runner={runner.pk}" if runner else ""
        return redirect(f"{reverse('workout', args=[workout.pk])}{query}")


class WorkoutNewView(_WorkoutFormView):
    """A new one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What it is called."""
        return super().get_context_data(**kwargs) | {"title": "New workout", "workout": None}

    def form_valid(self, form: WorkoutForm) -> HttpResponse:
        """Make it and show it."""
        made = workout_service.create_workout(self.person, form.cleaned_data)
        messages.success(self.request, "The workout is in the library.")
        return self.shown(made)


class WorkoutEditView(_WorkoutFormView):
    """One of one's own, as a new version."""

    def get_initial(self) -> dict[str, Any]:
        """As it is."""
        workout = self.own_workout()
        return {name: getattr(workout, name) for name in WorkoutForm.base_fields}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What it is called."""
        workout = self.own_workout()
        return super().get_context_data(**kwargs) | {"title": workout.name, "workout": workout}

    def form_valid(self, form: WorkoutForm) -> HttpResponse:
        """Keep the version before and show the new one."""
        workout = workout_service.update_workout(self.own_workout(), form.cleaned_data, str(self.person.pk))
        messages.success(self.request, f"Version {workout.version} is stored.")
        return self.shown(workout)


class WorkoutPreviewView(CoachPage, _WorkoutPage, TemplateView):
    """The picture and the figures of what is being typed; nothing is stored."""

    template_name = "training/workout_preview.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read as the form would."""
        return self.render_to_response(self.get_context_data(*args, **kwargs, typed=request.POST))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A card, or the error with its column."""
        typed = kwargs.pop("typed", {})
        form = WorkoutForm({"name": "Preview", **typed.dict()} if typed else None)
        context = super().get_context_data(**kwargs) | {"form": form}
        if not typed.get("shorthand", "").strip():
            return context
        form.is_valid()
        if "shorthand" not in form.cleaned_data:
            return context
        workout = Workout(
            name="Preview",
            role=typed.get("role", "quality"),
            shorthand=form.cleaned_data["shorthand"],
            all_out=typed.get("role") == "test",
            owner=self.person,
        )
        runner = visible_runners(self.person).filter(pk=typed.get("runner") or None).first()
        return context | {"card": WorkoutCard.of(workout, runner, workout_service.MIDDLE_LEVEL)}


class _WorkoutDo(CoachPage, _WorkoutPage, View):
    """Does one thing to the library."""

    http_method_names = ["post"]


class WorkoutCopyView(_WorkoutDo):
    """A copy of one's own."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """To be changed at once."""
        del kwargs
        made = workout_service.copy_workout(self.workout(), self.person)
        messages.success(request, "This is your own copy.")
        return redirect("workout_edit", made.pk)


class WorkoutDeleteView(_WorkoutDo):
    """One of one's own goes; plans keep their copies."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """And back to the list."""
        del kwargs
        workout = self.own_workout()
        workout_service.delete_workout(workout)
        messages.success(request, f"{workout.name} is deleted. Plans that use it keep their copy.")
        return redirect("workouts")


class WorkoutRestoreView(_WorkoutDo):
    """A version comes back."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """As a new version."""
        del kwargs
        workout = self.own_workout()
        typed = request.POST.get("version", "")
        try:
            workout_service.restore_version(
                workout, int(typed) if typed.isdecimal() else 0, str(self.person.pk)
            )
        except WorkoutVersion.DoesNotExist as error:
            raise Http404 from error
        messages.success(request, f"Version {typed} is back, as version {workout.version}.")
        return redirect("workout", workout.pk)


class WorkoutImportView(_WorkoutDo):
    """A FIT workout comes in."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show it, or say why it cannot be read."""
        del kwargs
        form = FitFileForm(request.POST, request.FILES)
        if not form.is_valid():
            messages.warning(request, "Choose a FIT workout file first.")
            return redirect("workouts")
        data = form.cleaned_data["file"].read(workout_service.LARGEST_FIT_BYTES + 1)
        try:
            made = workout_service.import_fit(self.person, data)
        except workout_service.NotAWorkout as refusal:
            messages.warning(request, str(refusal))
            return redirect("workouts")
        messages.success(request, "Read from the file. Its paces are as they were typed there.")
        return redirect("workout", made.pk)
