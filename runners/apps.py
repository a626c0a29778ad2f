"""App configuration of runners."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_noop


class RunnersConfig(AppConfig):
    """Who runs: profile, physiology, history."""

    name = "runners"
    default_auto_field = "runlab_site.mongo.fields.StrObjectIdAutoField"

    def ready(self) -> None:
        """Answer who may see whom, say what is held of a person, and show the pages of runners where one may go."""
        from runlab_site import personal_data, visibility
        from runlab_site.events.sources import RIGHTS, Source, register_source
        from runlab_site.personal_data import Holding
        from runlab_site.web.links import offer
        from runlab_site.web.navigation import RunnerPage, register_runner_pages
        from runlab_site.web.samples import register_samples
        from runners.api.comment_events import represent_comment
        from runners.api.rights_events import represent_rights
        from runners.services.runner_defaults import add_missing_defaults

        visibility.register(
            visible_runner_ids="runners.selectors.visible_runner_ids",
            runner_names="runners.selectors.runner_names",
        )
        personal_data.register_runner_lookup("runners.selectors.runner_id_of_account")
        personal_data.register(
            "runners",
            [
                Holding("runner", field="_id"),
                Holding("runner_decisions"),
                Holding("calendar_entries"),
                Holding("check_ins"),
                Holding("comments"),
                Holding("comments", field="author_id", of_user=True),
                Holding("critical_speeds"),
                Holding("runnerHistory"),
                Holding("runner_standings"),
                Holding("squad_members"),
                Holding("squad_standings"),
                Holding("invitations"),
            ],
            before_deletion="runners.comments.services.forget_reader",
        )
        offer("signup", "runner_new", "day_comments")
        register_source(Source("comments", "comment", represent_comment))
        register_samples("runners.pages.samples.runner_samples")
        register_source(Source("squads", RIGHTS, represent_rights))
        register_runner_pages(
            RunnerPage(
                40,
                "fitness",
                gettext_noop("Fitness"),
                gettext_noop("Fitness"),
                "trending-up",
                "runner_fitness",
            ),
            RunnerPage(
                50,
                "critical_speed",
                gettext_noop("Critical Speed"),
                gettext_noop("Speed"),
                "gauge",
                "runner_critical_speed",
            ),
            RunnerPage(
                60,
                "zones",
                gettext_noop("Zones and bests"),
                gettext_noop("Zones"),
                "chart-column",
                "runner_zones",
            ),
        )
        user_logged_in.connect(add_missing_defaults, dispatch_uid="runners.add_missing_defaults")
