"""What an issue is called in lists, out of what somebody said at the door. Pure."""

import re

LONGEST = 40
_SENTENCE = re.compile(r"[。！？；\n.!?;]")


def title_of(text: str) -> str:
    """The first sentence, at most 40 characters.

    >>> title_of("3组水渠塌了一段，稻田进水。请派人看看")
    '3组水渠塌了一段，稻田进水'
    """
    sentence = next((part for part in _SENTENCE.split(text.strip()) if part.strip()), text)
    sentence = " ".join(sentence.split())
    return sentence if len(sentence) <= LONGEST else sentence[: LONGEST - 1] + "…"
