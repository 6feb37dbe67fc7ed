"""Makes the due signal's sound, `resources/sounds/due.wav`: two soft tones, always the same."""

from __future__ import annotations

import math
import struct
import sys
import wave
from pathlib import Path

RATE = 22_050  # samples a second
TONES = ((660.0, 0.28), (880.0, 0.42))  # hertz, seconds
LOUDNESS = 0.45


def samples() -> list[int]:
    """Both tones one after the other, each fading in and out."""
    made = []
    for hertz, seconds in TONES:
        count = int(RATE * seconds)
        for at in range(count):
            fade = min(1.0, at / (0.02 * RATE)) * (1 - at / count) ** 1.5
            made.append(round(32_767 * LOUDNESS * fade * math.sin(2 * math.pi * hertz * at / RATE)))
    return made


def main() -> int:
    """Writes the file."""
    made = samples()
    path = Path(__file__).parent.parent / "resources" / "sounds" / "due.wav"
    path.parent.mkdir(exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{len(made)}h", *made))
    return 0


if __name__ == "__main__":
    sys.exit(main())
