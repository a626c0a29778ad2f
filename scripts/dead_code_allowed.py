"""What vulture finds unused and is not: by file, by name, with the reason. Used by scripts.dead_code."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True)
class Allowed:
    """Names (patterns, with spaces between them) that may look unused in the files of a pattern."""

    reason: str
    files: str
    names: str

    def covers(self, file: str, name: str) -> bool:
        """Whether the finding is one of these."""
        return fnmatchcase(file, self.files) and any(fnmatchcase(name, one) for one in self.names.split())


ALLOWED = (
    Allowed(
        "Options that Django's admin reads from the class, and methods it calls.",
        "*admin*.py",
        "*Admin list_* search_fields readonly_fields get_fields get_changelist parameter_name save_model delete_queryset "
        "show_full_result_count has_*_permission",
    ),
    Allowed(
        "Options that Django reads from a model, a form, a view or an app, and methods it calls.",
        "*.py",
        "verbose_name* default_auto_field managed app_label labels widgets help_texts template_name "
        "http_method_names authentication_form redirect_authenticated_user test_func get_initial clean_* "
        "input_type prepare_value urlpatterns app_name handler??? to_url add_arguments "
        "requires_system_checks default_error_messages",
    ),
    Allowed(
        "Options that Django REST framework reads from a serializer or a view, and methods it calls.",
        "*.py",
        "read_only_fields extra_kwargs validators permission_classes parser_classes lookup_field lookup_value_regex "
        "validate validate_* has_permission allow_request authenticate authenticate_header default_detail "
        "default_code get_serializer_class content_negotiation_class metadata_class get_renderers initial "
        "format_kwarg versioning_scheme get_indent",
    ),
    Allowed(
        "Fields and actions of the API: the framework reaches them by name.",
        "*/api/*.py",
        "dismiss decline publish undo import_file replace_typed load_before_rtss load_after_rtss rest_days_count get_weeks get_url "
        "get_session get_planned_workout get_read_at get_file_name",
    ),
    Allowed(
        "The same, of one's own account.", "runlab_site/accounts/api.py", "get_role get_roles get_runner"
    ),
    Allowed(
        "drf-spectacular finds the classes by their base and calls these methods.",
        "runlab_site/api/*.py",
        "get_override_parameters get_description _resolve_path_parameters _get_paginator "
        "_get_pagination_parameters ApiKeyScheme SessionScheme target_class get_security_* "
        "get_paginated_response_schema",
    ),
    Allowed("Settings, read by Django and its apps by name.", "runlab_site/settings.py", "[A-Z]*"),
    Allowed(
        "Members of enumerations: their values stand in documents, forms and the API's contract.",
        "*models.py",
        "[A-Z]*",
    ),
    Allowed(
        "What Django asks of a user model and its manager.",
        "runlab_site/accounts/models.py",
        "get_by_natural_key",
    ),
    Allowed(
        "The interface of Django's fields, called by the ORM.",
        "runlab_site/mongo/fields.py",
        "db_type rel_db_type get_internal_type from_db_value get_db_prep_value",
    ),
    Allowed("The interface of a broker, called by django-q2.", "runlab_site/jobs/broker.py", "*"),
    Allowed(
        "The interface of a cluster, called by django-q2.",
        "runlab_site/jobs/cluster.py",
        "spawn_process sig_handler",
    ),
    Allowed(
        "An upload handler's interface, called by Django.",
        "runlab_site/web/upload_spool.py",
        "receive_data_chunk file_complete upload_interrupted",
    ),
    Allowed("Called by the Prometheus client.", "runlab_site/monitoring/metrics.py", "collect"),
    Allowed(
        "A template tag, registered under another name.", "runlab_site/web/template_tags/*.py", "link_to_tag"
    ),
    Allowed(
        "Read by the squad's aggregation under its stored name.", "runners/squads/models.py", "recent_days"
    ),
    Allowed("pymongo calls it after each command.", "scripts/query_shapes.py", "succeeded"),
    Allowed(
        "Told by the command that makes the backup, and by tests.",
        "runlab_site/mongo/backup.py",
        "new_files_count",
    ),
    Allowed(
        "GridFS's own fields, shown by the admin as they are.",
        "runlab_site/mongo/stored_files.py",
        "chunk_size",
    ),
    Allowed(
        "The form makes these fields by number.", "runners/pages/zones/forms.py", "upper_?_bpm zone_?_percent"
    ),
    Allowed("An attribute of zipfile.ZipInfo.", "training/exports/week_zip.py", "compress_type"),
    Allowed("A parameter of every readable stream.", "sessions/importing/receiving.py", "whence"),
    Allowed(
        "The interface of garmin-fit-sdk, kept for those who come from it (docs/fitparse_sdk.md).",
        "fitparse_sdk/*.py",
        "*",
    ),
    Allowed(
        "Columns of stored records that the API gives out and no code reads.",
        "runners/*.py",
        "critical_speed_low_mps critical_speed_high_mps formula_versions token_sha256",
    ),
    Allowed(
        "Fields written to documents whole (dataclasses.asdict) and read from them by name.",
        "*.py",
        "lower_se_mps upper_se_mps before_s sessions_without_distance records_count distance_falls_count "
        "speed_source cs_day has_session_message moderate_s is_manual",
    ),
    Allowed(
        "Figures that the oracle file and the scoring of forecasts (docs/science.md) compare.",
        "runners/physiology/*.py",
        "effort_band_m is_top_speed_at_bound standard_errors inside_80 median_error_percent bias_percent",
    ),
    Allowed(
        "What plans are compared with: benchmarks/planning and the tests of the generator.",
        "training/planning/generator.py",
        "naive_templates",
    ),
)
