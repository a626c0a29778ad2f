"""What sets Runlab up, runs it and keeps its documents current."""
