"""App configuration of sessions."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop


class SessionsConfig(AppConfig):
    """What was run. Django owns the label "sessions", so ours is "runsessions"."""

    name = "sessions"
    label = "runsessions"
    verbose_name = "Sessions"
    default_auto_field = "runlab_site.mongo.fields.StrObjectIdAutoField"

    def ready(self) -> None:
        """Name the handlers of this app's jobs, and have uploaded files told to pages."""
        from runlab_site import personal_data
        from runlab_site.events.sources import Source, register_source
        from runlab_site.jobs import job_manager, scheduler
        from runlab_site.personal_data import Holding
        from runlab_site.web.links import offer
        from runlab_site.web.navigation import RunnerPage, register_runner_pages
        from runlab_site.web.samples import register_samples
        from sessions.api.upload_file_events import represent_upload_file

        words = "sessions.analysis.words.WORDS"
        job_manager.register("file_processing", "sessions.tasks.process_files", words)
        job_manager.register("session_analysis", "sessions.tasks.analyse_sessions", words)
        job_manager.register("statistics_recomputation", "sessions.tasks.recompute_statistics", words)
        scheduler.every(300, "rest days", "sessions.tasks.append_rest_days")
        scheduler.every(3600, "bin", "sessions.tasks.empty_the_bin")
        scheduler.every(3600, "orphans", "sessions.tasks.sweep_orphans")
        scheduler.every(86_400, "stale figures", "sessions.tasks.request_stale_figures")
        personal_data.register(
            "sessions",
            [
                Holding("uploads"),
                Holding("upload_files"),
                Holding("sessionsFIT"),
                Holding("sessionsParquet"),
                Holding("sessionStatistics"),
                Holding("sessionDetails"),
                Holding("session_decisions"),
                Holding("deleted_sessions"),
                Holding("effort_times"),
                Holding("period_totals"),
            ],
            before_deletion="sessions.services.personal_data.delete_stored_bytes",
        )
        offer(
            "runner_devices",
            "runner_sessions",
            "runner_summaries",
            "runner_upload",
            "session_detail",
            "session_comments",
            "upload_detail",
        )
        register_runner_pages(
            RunnerPage(
                30,
                "sessions",
                gettext_noop("Sessions"),
                gettext_noop("Sessions"),
                "activity",
                "runner_sessions",
            ),
            RunnerPage(
                70, "upload", gettext_noop("Upload"), gettext_noop("Upload"), "upload", "runner_upload"
            ),
        )
        register_source(Source("upload_files", "file", represent_upload_file))
        register_samples("sessions.pages.samples.session_samples")
