"""MongoDB under Django: fields, retries, the embedded server, backups, migrations of other people's apps."""
