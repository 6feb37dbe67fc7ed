"""NurseDesk: the offline record of blinatumomab infusions on a ward."""

__version__ = "0.1.0"
