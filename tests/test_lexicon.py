"""The class lexicon: how a word finds its classes, and what the shipped files promise."""

import pytest

from classifier.model.clauses import clause_features, family_of, kind_of
from classifier.model.features import default_extractor
from classifier.model.lexicon import LexiconError, build_lexicon, parse_classes, shipped_classes, shipped_lexicon
from classifier.model.tokens import tokenize
from classifier.text import default_normalizer

SMALL = """
[VERMIN]
note: pests as a word for people
example: de är råttor
råtta, ohyra, *pack

[FUTURE]
note: what will come
example: jag ska
ska, kommer att

[MONEY]
note: money
example: skatten
skatt, bidrags*
"""


@pytest.fixture(scope="module")
def small():
    return build_lexicon(parse_classes("small.txt", SMALL))


@pytest.mark.parametrize(
    ("word", "classes"),
    [
        ("råtta", ("VERMIN",)),
        ("råttorna", ("VERMIN",)),
        ("rövarpack", ("VERMIN",)),
        ("bidragsfuskare", ("MONEY",)),
        ("kommunalskatten", ("MONEY+",)),
        ("skatteåterbäring", ("MONEY-",)),
        ("pack", ()),
        ("snö", ()),
        ("123", ()),
        ("x" * 500, ()),
    ],
)
def test_a_word_finds_its_classes_by_form_lemma_pattern_or_part(small, word, classes):
    assert small.classes_of(word) == classes


def test_a_phrase_is_found_where_its_words_stand_in_a_row(small):
    assert small.tag("jag kommer att skatta".split()) == [(1, 3, "FUTURE"), (3, 4, "MONEY")]
    assert small.tag("kommer".split()) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("råtta", "x.txt:1: entries before the first"),
        ("[A]\nnote: n\nexample: e\nRåtta", "x.txt:4: 'Råtta' is not in lower case"),
        ("[A]\nnote: n\nexample: e\na*b", "one \\* at the beginning or the end"),
        ("[A]\nnote: n\nexample: e\n*ab", "a pattern needs three letters"),
        ("[A]\nråtta", "\\[A\\] lacks note: or example:"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(text, message):
    with pytest.raises(LexiconError, match=message):
        parse_classes("x.txt", text)


def test_the_shipped_lexicon_is_as_large_as_it_is_said_to_be():
    classes = shipped_classes()
    assert len({c.name for c in classes}) >= 120
    assert len({(c.name, e) for c in classes for e in c.entries}) >= 15_000


def test_every_class_occurs_in_one_of_its_examples():
    lexicon, normalizer, extractor = shipped_lexicon(), default_normalizer(), default_extractor()
    missing = []
    for each in shipped_classes():
        texts = [normalizer(example) for example in each.examples]
        readings = [extractor.tokens(t) for t in texts] + [tokenize(t.skeleton.text) for t in texts]
        found = {name.rstrip("+-") for tokens in readings for _, _, name in lexicon.tag([t[0] for t in tokens])}
        if each.name not in found:
            missing.append(each.name)
    assert missing == []


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("jag ska döda dig", "FUTURE>VIOL_KILL"),
        ("jag ska döda dig", "VIOL~YOU"),
        ("jag ska döda dig", "s:FUTURE VIOL"),
        ("jag ska inte döda dig", "not:VIOL"),
        ("han skrev att han ska döda mig", "told:VIOL"),
        ("på lappen stod det ”döda dem” igen", "said:VIOL"),
    ],
)
def test_who_does_what_to_whom_becomes_a_feature(text, feature):
    tokens = tokenize(text)
    names = {f.name for f in clause_features(tokens, shipped_lexicon().tag([t[0] for t in tokens]))}
    assert feature in names


@pytest.mark.parametrize("text", ["vi får skjuta upp mötet", "efter valet sa han att huvuden måste rulla"])
def test_an_idiom_is_read_as_one_thing(text):
    names = {name for _, _, name in shipped_lexicon().tag(text.split())}
    assert "IDIOM_VIOLENT" in names
    assert not any(n.startswith("VIOL_") for n in names)


def test_classes_do_not_reach_across_clauses():
    tokens = tokenize("grannen dödade en fluga. du är snäll")
    names = {f.name for f in clause_features(tokens, shipped_lexicon().tag([t[0] for t in tokens]))}
    assert not any(n.startswith("VIOL~YOU") for n in names)


def test_a_short_answer_is_read_with_what_it_answers():
    normalizer, extractor = default_normalizer(), default_extractor()
    alone = extractor.blocks(normalizer("gör det bara"))["context"]
    below = {f.name for f in extractor.blocks(normalizer("gör det bara"), normalizer("jag vill inte leva"))["context"]}
    assert alone == []
    assert "up:SUICIDE|short" in below


@pytest.mark.parametrize(
    ("name", "family"), [("A>B", "pair"), ("A~B", "kind"), ("s:A är B", "sequence"), ("not:A", "scope")]
)
def test_a_clause_feature_names_its_family(name, family):
    assert family_of(name) == family


def test_the_kind_of_a_class_is_its_first_word():
    assert kind_of("VIOL_KILL+") == "VIOL"
