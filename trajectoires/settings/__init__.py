"""`base` is production; `local` and `tests` only say how a laptop and a test differ from it."""
