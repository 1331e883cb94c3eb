"""The same assistant, measured: retrieval against labelled questions, and benchmarks that print what docs state."""
