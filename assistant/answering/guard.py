"""Before understanding: length, hidden characters, and personal data masked so that nothing behind this sees it."""

from assistant.privacy.masking import mask_personal

__all__ = ["LONGEST_QUESTION", "mask_personal"]

LONGEST_QUESTION = 1000  # characters
