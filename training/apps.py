"""App configuration of training."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

NIGHT_S = 86_400


class TrainingConfig(AppConfig):
    """What to run next."""

    name = "training"
    default_auto_field = "runlab_site.mongo.fields.StrObjectIdAutoField"

    def ready(self) -> None:
        """Name this app's jobs and chores, and have the library made with the tables."""
        from runlab_site.jobs import job_manager, scheduler
        from training.services.library_service import seed_library

        job_manager.register("training_plan_generation", "training.tasks.generate_plan")
        job_manager.on_completed("session_analysis", "training.tasks.match_after_analysis")
        scheduler.every(NIGHT_S, "plans", "training.tasks.compare_flat_with_nested")
        scheduler.every(NIGHT_S, "plans_watched", "training.tasks.watch_plans")
        post_migrate.connect(seed_library, sender=self)
