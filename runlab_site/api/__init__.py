"""What every resource of /api/v1/ inherits, and the resources that belong to no app."""
