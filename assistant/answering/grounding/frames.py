"""Words of ours around what is grounded: frames that state nothing themselves, and sentences that never need a source."""

import re

# Around a rule's own words; the citizen's words stand only inside 「」, and are theirs to answer for. As composed in
# `compose/conditional.py`; a test holds the two together.
FRAME = r"您说的「[^「」]*」(?:、「[^「」]*」)*，(?:属于|对照的是：|不符合：|符合：)|还要符合："
# A stored question before its answer states nothing.
QUESTION = r"^(?:\*\*[^*]+\*\*[：:])?“[^\n]{2,90}?[？?]”"
OURS = re.compile(rf"{FRAME}|{QUESTION}|^但(?!是)")
UNKNOWN = "您说的「"  # left after that, it is a frame that nobody of ours made
ASKING = "还要看："  # begins the line that asks for a value
OWN = re.compile(r"(?:申请人|你)(?:的?[㐀-鿿]{0,3})$")  # what goes before a figure that the citizen gave
LIMITING = re.compile(r"^(?:但|不过|除|例外|另有|只|仅|限)|除外|例外")
# Where else to ask; canonical.
FIXED = re.compile(
    r"^(?:现行规定请看当年的通知,也可以转人工或者拨打12345帮申请人查|(?:具体)?(?:也)?可以?(?:转人工或者)?拨打12345[^,。;]{0,8})[。.]?$"
)
