"""onnxruntime with its telemetry off: not told so before it is imported, it keeps a device id and tries to send events."""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime as onnxruntime
