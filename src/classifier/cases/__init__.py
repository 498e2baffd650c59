"""The domain of a case: what a public authority must be able to stand for. Knows no web, no database, no clock.

Every command is a pure function `command(case, …, actor, now) -> Change(case, events)`; what may not be done raises
`Refused` with a stable code and a plain Swedish sentence. Time and randomness are always given by the caller.
"""
