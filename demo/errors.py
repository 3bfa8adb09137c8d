"""What keeps a command of the demo from working, each in words that can be shown to whoever typed it."""


class DemoError(RuntimeError):
    """The base of them all; `str(error)` says what to do."""


class Refused(DemoError):
    """No token can be had like this; says why."""


class Filled(DemoError):
    """Something is in the databases that the demo must not be mixed with."""


class Unfinished(DemoError):
    """The process that tells the chapters has ended before the last one."""
