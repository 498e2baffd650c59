# ruff: noqa: E501 (patterns)
"""Write `classifier/names/ordinary.txt`: words that are seldom or never names, names that many bear, and places.

`python -m training.ner_words`. A word counts as ordinary when it stands in small letters in tidy comments, news or
sentences of Tatoeba at least twice; those that are names as well (SCB) stand by themselves, since only what stands
beside them tells. Names that many bear and that are no words are known: they need no more than not to be spoken against.
"""

from pathlib import Path
from textwrap import fill
from typing import Final

from training.data import SHARED, corpus_rows, read_jsonl
from training.ner_data import _more, lower_words, tagged_examples
from training.ner_lexical import first_names, places, surnames

OUT: Final = Path("src/classifier/names/ordinary.txt")
LEAST_SEEN: Final = 2
BORNE_BY: Final = 100
"""From so many bearers a word is a name as well; one that is no word is known as a name."""
NEWS: Final = ("klintan_ner/train.jsonl", "uner_talbanken/train.jsonl")
ALSO_WORDS: Final = frozenset(
    # Plants, beasts, months, things and verbs that name statistics hold and that the texts show too seldom.
    "iris viola linnea lilja lind alm ek ask asp björk gran rönn hägg sälg jasmin melissa björn ulf örn falk svan varg kent tage kaj vår"
    " frost love hope grace joy august augusti april viktor pia vide sky ly ny vega mira saga  nova  hav vind skog tim tom"
    " mackan stickan mange limpan lillan ankan bagarn  saxen nippe sessan snobben stöten kulan boll kula lod sot tofs koll rö ås"
    " sanda maila faran dir mirakel krona rot rolf gull pärla ruben rubin kristall  vinge   gås amor  kim jo sam al"
    "  lo  liv     klase  kaja   tor pil pingst  sune grynet  vide eld glad  rut  bo"
    "   prosit  flora   juno venus mars merkurius saturnus stern paris milan london virginia carolina "
    " india chile jordan israel kenya asia china dakota denver austin dallas houston sydney ".split()
)


def main() -> None:
    """Write the file."""
    lexicons = SHARED / "lexicons"
    first, last = first_names(lexicons), surnames(lexicons)
    comments = [r["text"] for part in ("train", "dev") for r in corpus_rows(part=part)]
    news = [e.text for name in NEWS for e in tagged_examples(SHARED / name)]
    tatoeba = [str(r.get("sv") or r.get("text")) for r in read_jsonl(SHARED / "tatoeba_sv/tatoeba_sv_en.jsonl")]
    small = lower_words([*comments, *news, *tatoeba])
    words = {w for w, count in small.items() if count >= LEAST_SEEN and 1 < len(w) <= 16 and w.isalpha()}
    nicknames = {n.lower() for n in _more("nicknames")} - set(words)
    both = {w for w in words | ALSO_WORDS if first[w] >= BORNE_BY or last[w] or w in ALSO_WORDS}
    known = ({w for w, n in first.items() if n >= BORNE_BY and w.isalpha()} | set(last) | nicknames) - both - words
    towns = places(lexicons)
    lists = {
        "word": words - both,
        "name_too": both,
        "known": known,
        "place": {p for p in towns if first[p] < BORNE_BY and not last[p] and p not in small},
        "place_too": {p for p in towns if (first[p] >= BORNE_BY or last[p]) and p not in words},
    }
    text = "\n\n".join(
        fill(f"{n}: {' '.join(sorted(w))}", 118, break_long_words=False, break_on_hyphens=False)
        for n, w in lists.items()
    )
    OUT.write_text(HEAD + "\n" + text + "\n", encoding="utf-8")


HEAD: Final = (
    "# Made by training/ner_words.py from comments of this project, news, Tatoeba and statistics of names and places.\n"
)


if __name__ == "__main__":
    main()
