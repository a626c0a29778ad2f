"""From recordings to stored figures: what sessions are judged by, one session, a runner's whole, explanations."""
