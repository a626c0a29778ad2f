"""App configuration of sessions."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """What was run. Django owns the label "sessions", so ours is "runsessions"."""

    name = "sessions"
    label = "runsessions"
    verbose_name = "Sessions"
    default_auto_field = "runlab_site.fields.StrObjectIdAutoField"

    def ready(self) -> None:
        """Name the handlers of this app's jobs, and have uploaded files told to pages."""
        from runlab_site import events, job_manager
        from sessions.representation import represent_upload_file

        job_manager.register("file_processing", "sessions.tasks.process_files")
        job_manager.register("session_analysis", "sessions.tasks.analyse_sessions")
        events.register_source(events.Source("upload_files", "file", represent_upload_file))
