"""What a case may become, who may do it and what runs meanwhile, for the tests of any order."""

ENDS = dict.fromkeys(("record_withdrawal", "withdraw"), "closed")
STAYS = dict.fromkeys(("urge", "instruct"), "")
HELD = dict.fromkeys(("reassign", "hand_over", "report_progress", "redate", "contact"), "")
NEW = {
    "dispatch": "dispatched", "place": "", "redate": "", **dict.fromkeys(("answer", "decline", "void"), "closed"),
    **ENDS, **STAYS,
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
    "paused": {"resume": "handling", "time_up": "handling", "recall": "registered", **HELD, **ENDS, **STAYS},
    "shelved": {
        "review": "", "take_up": "handling", "close_shelved": "closing", "hand_over": "", "instruct": "",
        "report_progress": "", "redate": "", **ENDS,
    },
    "answering": {"reply": "checking", "recall": "registered", **HELD, **ENDS, **STAYS},
    "checking": {
        "confirm": "rating", "rework": "again", "rate": "closing", "rate_no": "deciding", "send_back": "again",
        "urge": "", "hand_over": "", "redate": "", "report_progress": "",
    },
    "reporting_back": {"report_back": "at_source", "redate": "", "hand_over": "", "report_progress": ""},
    "at_source": {"source_closed": "closed", "source_returned": "again", "hand_over": "", "report_progress": ""},
    "rating": {
        "rate": "closing", "rate_no": "deciding", "send_back": "again", "close": "closed", "lapse": "closed",
        "hand_over": "", "report_progress": "",
    },
    "deciding": {"settle": "closing", "order": "again", "recall": "registered", "hand_over": "", "report_progress": ""},
    "closing": {"close": "closed", "hand_over": "", "report_progress": ""},
    "closed": {"reopen": "registered", "archive": "archived", "report_progress": ""},
    "archived": {},
}  # fmt: skip
"""Written down from the mission, not from the product's table. Empty: it stays where it is. What goes ``again`` goes to
the unit that has it, or to the desk where none has. What was ordered is confirmed to where it came from."""

LIMITS = {
    "registered": {"dispatch"},
    "accepted": {"dispatch"},
    "dispatched": {"sign_for", "handle"},
    "handling": {"handle"},
    "paused": {"until"},
    "shelved": {"until"},
    "answering": {"reply"},
    "checking": {"check"},
    "rating": {"rate"},
    "closing": {"close"},
}
"""What runs in each state; what ran before goes on. In a pause the time for handling stands still."""

ENDED_HERE = {"answer", "decline", "void", "record_withdrawal", "close_shelved"}
"""What ends a case is reported back first where it came from."""

STILL = {"paused", "shelved"}
ORDERED = {"registered", "accepted", "dispatched", "handling", "answering", "checking", "reporting_back", *STILL}
"""Where the date that an order came with counts too. It never stands still."""

UNIT = {"handler", "colleague"}
CHECKERS = {"dispatcher", "secretary", "committee", "grid-worker", "inspector"}
MAY = (
    ("accept answer close decline dispatch place recall record_withdrawal reopen void", {"dispatcher"}),
    ("report_back source_closed source_returned redate", {"dispatcher"}),
    ("solve", {"secretary", "committee", "grid-worker"}),
    ("sign_for return contact finish reply reassign report_progress resume", UNIT),
    ("ask_extension ask_pause ask_shelving", UNIT),
    ("grant_extension grant_pause refuse urge instruct", {"dispatcher", "leader"}),
    ("grant_shelving review take_up close_shelved settle order", {"leader"}),
    ("hand_over", {"administrator"}),
    ("confirm rework", CHECKERS),
    ("rate rate_no send_back withdraw", {"resident"}),
    ("time_up lapse archive", {"clock"}),
)
ALLOWED = {action: who for names, who in MAY for action in names.split()}
"""Who may, in the near street, once the lamp unit has it. Nobody of the far street ever may."""

OF_THE_UNIT = {action for action, who in ALLOWED.items() if who == UNIT}
WORKED = {"sign_for", "contact", "finish", "reply", "solve"}
COMMUNITY = {"secretary", "committee", "grid-worker"}
"""Who checks as long as one of them did not do the work; then it is the inspector."""
RAISES = {"ask_extension": "extension", "ask_pause": "pause", "ask_shelving": "shelving", "instruct": "supervision"}
SETTLES = {
    "grant_extension": {"extension"},
    "grant_pause": {"pause"},
    "grant_shelving": {"shelving"},
    "refuse": {"extension", "pause", "shelving"},
    "report_progress": {"supervision"},
}
CAME_BACK = {"return", "recall", "rework", "send_back", "order", "reopen", "source_returned"}
CLEARS = {"return", "recall", "reopen"}
