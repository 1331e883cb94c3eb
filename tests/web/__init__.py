"""What the web promises, tested over HTTP with fakes below."""
