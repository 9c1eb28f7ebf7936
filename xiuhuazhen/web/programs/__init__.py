"""Programs that come in with a token: which are let in, where, until when, and what they may do."""
