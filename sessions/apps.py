"""App configuration of sessions."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """What was run. Django owns the label "sessions", so ours is "runsessions"."""

    name = "sessions"
    label = "runsessions"
    verbose_name = "Sessions"
    default_auto_field = "runlab_site.mongo.fields.StrObjectIdAutoField"

    def ready(self) -> None:
        """Name the handlers of this app's jobs, and have uploaded files told to pages."""
        from runlab_site.events.sources import Source, register_source
        from runlab_site.jobs import job_manager, scheduler
        from sessions.api.upload_file_events import represent_upload_file

        job_manager.register("file_processing", "sessions.tasks.process_files")
        job_manager.register("session_analysis", "sessions.tasks.analyse_sessions")
        job_manager.register("statistics_recomputation", "sessions.tasks.recompute_statistics")
        scheduler.every(300, "rest days", "sessions.tasks.append_rest_days")
        scheduler.every(3600, "orphans", "sessions.tasks.sweep_orphans")
        register_source(Source("upload_files", "file", represent_upload_file))
