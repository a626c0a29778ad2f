"""App configuration of training."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_noop

NIGHT_S = 86_400


class TrainingConfig(AppConfig):
    """What to run next."""

    name = "training"
    default_auto_field = "runlab_site.mongo.fields.StrObjectIdAutoField"

    def ready(self) -> None:
        """Name this app's jobs and chores, and have the library made with the tables."""
        from runlab_site import personal_data
        from runlab_site.jobs import job_manager, scheduler
        from runlab_site.personal_data import Holding
        from runlab_site.web.links import offer
        from runlab_site.web.navigation import RunnerPage, register_runner_pages
        from runlab_site.web.samples import register_samples
        from training.services.library_service import seed_library

        personal_data.register(
            "training",
            [
                Holding("session_matches"),
                Holding("trainingplan"),
                Holding("trainingplanschema"),
                Holding("workouts", field="owner_id", of_user=True),
            ],
            before_deletion="training.services.personal_data.delete_plans_and_workouts",
        )
        offer(
            "runner_fitness_ahead",
            "planned_workout_comments",
            "runner_today",
            "session_planned",
            "squad",
            "workouts",
        )
        register_runner_pages(
            RunnerPage(10, "today", gettext_noop("Today"), gettext_noop("Today"), "sun", "runner_today"),
            RunnerPage(
                20, "plan", gettext_noop("Plan"), gettext_noop("Plan"), "calendar-days", "runner_plan"
            ),
        )

        job_manager.register(
            "training_plan_generation", "training.tasks.generate_plan", "training.planning.words.WORDS"
        )
        job_manager.on_completed("session_analysis", "training.tasks.match_after_analysis")
        scheduler.every(NIGHT_S, "plans", "training.tasks.compare_flat_with_nested")
        register_samples("training.pages.samples.training_samples")
        scheduler.every(NIGHT_S, "plans_watched", "training.tasks.watch_plans")
        post_migrate.connect(seed_library, sender=self)
