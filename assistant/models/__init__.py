"""Chat models: one port, what every call must keep to, and one adapter per vendor; nothing here knows a citizen."""
