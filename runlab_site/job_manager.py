"""The name by which messages queued by older versions call the workers; the job manager is runlab_site.jobs.job_manager."""

from runlab_site.jobs.job_manager import work

__all__ = ["work"]
