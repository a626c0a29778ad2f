"""The part of a session's page that lays the run beside the workout it did."""
