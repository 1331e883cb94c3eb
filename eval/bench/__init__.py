"""Benchmarks: each module prints one JSON object; `docs/benchmarks.md` names the command behind each figure."""
