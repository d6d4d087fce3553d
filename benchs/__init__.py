"""What the portal promises in figures, measured on the real processes: `make bench` (docs/bench.md)."""
