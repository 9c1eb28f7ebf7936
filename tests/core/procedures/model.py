"""What a case may become, who may do it and what runs meanwhile, for the tests of any order."""

ENDS = dict.fromkeys(("record_withdrawal", "withdraw"), "closed")
STAYS = dict.fromkeys(("urge", "instruct"), "")
HELD = dict.fromkeys(("reassign", "hand_over", "report_progress", "redate", "contact", "reach"), "")
OWN_DATA = dict.fromkeys(("correct", "ask_erasure", "refuse_erasure"), "")
NEW = {
    "dispatch": "dispatched", "answer": "asked", **dict.fromkeys(("redate", "reach", "report_progress"), ""),
    **dict.fromkeys(("decline", "void"), "closed"), **ENDS, **STAYS,
}  # fmt: skip
ASKS = dict.fromkeys(("ask_extension", "ask_pause", "ask_shelving", "grant_extension", "refuse"), "")

MODEL = {
    "registered": {"accept": "accepted", "solve": "checking", **NEW},
    "accepted": NEW,
    "dispatched": {"sign_for": "handling", "return": "registered", "recall": "registered", **HELD, **ENDS, **STAYS},
    "handling": {
        "finish": "answering", "recall": "registered", "grant_pause": "paused", "grant_shelving": "shelved",
        **ASKS, **HELD, **ENDS, **STAYS,
    },
    "reviewing": {"issue": "answering", "redo": "handling", "recall": "registered", **HELD, **ENDS, **STAYS},
    "paused": {"resume": "handling", "time_up": "handling", "recall": "registered", **HELD, **ENDS, **STAYS},
    "shelved": {
        "review": "", "take_up": "handling", "close_shelved": "closing", "hand_over": "", "instruct": "",
        "report_progress": "", "redate": "", "reach": "", "urge": "", **ENDS,
    },
    "answering": {"reply": "checking", "recall": "registered", **HELD, **ENDS, **STAYS},
    "checking": {
        "confirm": "rating", "rework": "again", "rate": "closing", "rate_no": "deciding", "send_back": "again",
        "urge": "", "instruct": "", "hand_over": "", "redate": "", "report_progress": "", "reach": "",
    },
    "reporting_back": {
        "report_back": "at_source", "source_returned": "again", "redate": "", "reach": "", "hand_over": "",
        "report_progress": "", "instruct": "",
    },
    "at_source": {
        "source_closed": "closed", "source_returned": "again", "redate": "", "hand_over": "", "report_progress": "",
        "instruct": "",
    },
    "rating": {
        "rate": "closing", "rate_no": "deciding", "send_back": "again", "close": "closed", "lapse": "closed",
        "hand_over": "", "report_progress": "", "reach": "", "instruct": "",
    },
    "deciding": {
        "settle": "closing", "order": "again", "recall": "registered",
        "hand_over": "", "report_progress": "", "reach": "", "instruct": "",
    },
    "closing": {"close": "closed", "hand_over": "", "report_progress": "", "reach": "", "instruct": ""},
    "closed": {"reopen": "registered", "archive": "archived", "report_progress": ""},
    "archived": {"report_progress": ""},
}  # fmt: skip
for _possible in MODEL.values():
    _possible |= OWN_DATA
for _state in MODEL.keys() - {"closed", "archived"}:
    MODEL[_state]["place"] = ""
for _state in ("closed", "archived"):
    MODEL[_state]["grant_erasure"] = "archived"
"""Written down from the mission, not from the product's table. Empty: it stays where it is. What goes ``again`` goes to
the unit that has it, or to the desk where none has. What was ordered is confirmed to where it came from,
and what staff noticed themselves nobody rates. What is answered at once is ``asked`` of its reporter first, whose yes
ends it."""

LIMITS = {
    "registered": {"accept", "dispatch"},
    "accepted": {"dispatch"},
    "dispatched": {"sign_for", "handle"},
    "handling": {"handle", "contact"},
    "reviewing": {"issue", "handle"},
    "paused": {"until"},
    "shelved": {"until"},
    "answering": {"reply"},
    "checking": {"check"},
    "rating": {"rate"},
    "closing": {"close"},
    "reporting_back": {"report_back"},
    "at_source": {"source"},
    "deciding": {"decide"},
    "closed": {"archive"},
}
"""What runs in each state; what ran before goes on. In a pause the times for handling and for the first contact stand
still. That for the contact begins only where it is owed."""

FURTHER = {
    "contact": (24, "hour_24x7"),
    "accept": (1, "work_hour"),
    "issue": (1, "work_day"),
    "report_back": (1, "work_day"),
    "source": (5, "day"),
    "decide": (2, "work_day"),
    "archive": (30, "day"),
}
"""What the street of the other tests does not limit."""

ENDED_HERE = {"answer", "decline", "void", "record_withdrawal", "close_shelved"}
"""What ends a case is reported back first where it came from."""

STILL = {"paused", "shelved"}
AT_WORK = {"dispatched", "handling", "reviewing", "answering"}
ORDERED = {"registered", "accepted", *AT_WORK, "checking", "reporting_back", *STILL}
"""Where the date that an order came with counts too. It never stands still."""

WITH_DESK = {"registered", "accepted", "reporting_back"}
CALLED_IN = {*AT_WORK, *STILL, "checking", "rating", "deciding", "closing"}
"""Where the desk calls for the unit who stays unknown to it. With the desk itself it calls anybody."""
GIVEN_OUT = {"dispatch", "send_back", "order", "source_returned"}
"""With these the reporter is to be contacted anew."""
TO_THE_UNIT = {"sign_for", "resume", "time_up", "take_up"}
"""On these ways into the handler's hands a contact is owed that was not yet made."""

TEAMS = {"lamps": ("handler", "colleague"), "water": ("other-handler", "head")}
"""Whoever works on it, and somebody of the same unit. At the water works the second signs."""
UNIT = {who for team in TEAMS.values() for who in team}
CHECKERS = {"dispatcher", "secretary", "committee", "grid-worker", "inspector"}
MAY = (
    ("accept answer close decline dispatch place recall record_withdrawal reopen void", {"dispatcher"}),
    ("report_back source_closed source_returned redate reach", {"dispatcher"}),
    ("solve", {"secretary", "committee", "grid-worker"}),
    ("sign_for return contact finish reply reassign report_progress resume", UNIT),
    ("ask_extension ask_pause ask_shelving", UNIT),
    ("issue redo", {"head"}),
    ("grant_extension grant_pause refuse urge instruct", {"dispatcher", "leader"}),
    ("grant_shelving review take_up close_shelved settle order", {"leader"}),
    ("hand_over", {"administrator"}),
    ("confirm rework", CHECKERS),
    ("rate rate_no send_back withdraw", {"resident"}),
    ("correct ask_erasure", {"resident"}),
    ("grant_erasure refuse_erasure", {"dispatcher", "leader"}),
    ("time_up lapse archive", {"clock"}),
)
ALLOWED = {action: who for names, who in MAY for action in names.split()}
"""Who may, in the near street, once their unit has it. Nobody of the far street ever may."""

OF_THE_UNIT = {action for action, who in ALLOWED.items() if who <= UNIT}
WORKED = {"sign_for", "contact", "finish", "issue", "reply", "solve"}
COMMUNITY = {"secretary", "committee", "grid-worker"}
"""Who checks as long as one of them did not do the work; then it is the inspector."""
RAISES = {
    "ask_extension": "extension",
    "ask_pause": "pause",
    "ask_shelving": "shelving",
    "instruct": "supervision",
    "ask_erasure": "erasure",
}
SETTLES = {
    "grant_extension": {"extension"},
    "grant_pause": {"pause"},
    "grant_shelving": {"shelving"},
    "refuse": {"extension", "pause", "shelving"},
    "report_progress": {"supervision"},
    "grant_erasure": {"erasure"},
    "refuse_erasure": {"erasure"},
}
ALSO_SETTLES = {action: {"contact"} for action in ("reach", "rate", "rate_no")}
"""What may be asked for, and need not be."""
CAME_BACK = {"return", "recall", "rework", "redo", "send_back", "order", "reopen", "source_returned"}
CLEARS = {"return", "recall", "reopen"}
