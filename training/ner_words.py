# ruff: noqa: E501 (patterns)
"""Write `classifier/names/ordinary.txt`: words of comments that are seldom or never names, and names of places.

`python -m training.ner_words`. A word counts as ordinary when it stands in small letters in tidy comments at least three
times; those that many bear as a name (SCB) stand by themselves, since only their surroundings tell.
"""

from pathlib import Path
from textwrap import fill
from typing import Final

from training.data import SHARED, corpus_rows
from training.ner_data import lower_words
from training.ner_lexical import first_names, places, surnames

OUT: Final = Path("src/classifier/names/ordinary.txt")
LEAST_SEEN: Final = 3
BORNE_BY: Final = 150
"""From so many bearers a word is a name as well."""
HEAD: Final = "# Made by training/ner_words.py from the comments of this project and statistics of names and places.\n"


def main() -> None:
    """Write the file."""
    lexicons = SHARED / "lexicons"
    first, last = first_names(lexicons), surnames(lexicons)
    small = lower_words(r["text"] for part in ("train", "dev") for r in corpus_rows(part=part))
    words = sorted(w for w, count in small.items() if count >= LEAST_SEEN and 1 < len(w) <= 14 and w.isalpha())
    borne = [w for w in words if first[w] >= BORNE_BY or last[w]]
    towns = sorted(p for p in places(lexicons) if first[p] < BORNE_BY and not last[p] and p not in small)
    lists = {"word": sorted(set(words) - set(borne)), "name_too": borne, "place": towns}
    text = "\n\n".join(
        fill(f"{n}: {' '.join(w)}", 118, break_long_words=False, break_on_hyphens=False) for n, w in lists.items()
    )
    OUT.write_text(HEAD + "\n" + text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
