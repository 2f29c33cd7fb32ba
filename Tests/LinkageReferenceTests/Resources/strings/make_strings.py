#!/usr/bin/env python3
"""Makes strings.tsv: pairs of strings with RapidFuzz's similarities and distances.

    pip install rapidfuzz==3.14.6 && ./make_strings.py > strings.tsv

Columns: both strings, Jaro-Winkler and Jaro as the bits of a double in hexadecimal, Levenshtein, optimal string alignment,
unrestricted Damerau-Levenshtein.
"""
import random
import struct

from rapidfuzz.distance import OSA, DamerauLevenshtein, Jaro, JaroWinkler, Levenshtein

PAIRS = 3_000
ALPHABETS = [
    "AB", "ABCDE", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "AÉЖ字😀", "абвгдежзиклмнопрстуфхцчшщ", "王李張劉陳楊黃趙吳周徐孫馬朱胡",
    "".join(map(chr, range(0x4E00, 0x6000))),
]
NAMES = [
    ("MARTHA", "MARHTA"), ("DWAYNE", "DUANE"), ("DIXON", "DICKSONX"), ("JONES", "JOHNSON"), ("ABROMS", "ABRAMS"),
    ("SMITH", "SMYTH"), ("CA", "ABC"), ("", ""), ("A", ""), ("", "A"), ("A", "A"), ("A", "B"), ("AB", "BA"),
    ("SHACKLEFORD", "SHACKELFORD"), ("CUNNINGHAM", "CUNNIGHAM"), ("ZOË", "ZOE"), ("Łukasz", "Lukasz"),
]


def text(source, alphabet, longest):
    return "".join(source.choice(alphabet) for _ in range(source.randint(0, longest)))


def edited(source, text, alphabet):
    symbols = list(text)
    for _ in range(source.randint(0, 4)):
        at = source.randint(0, len(symbols))
        kind = source.randint(0, 3)
        if kind == 0:
            symbols.insert(at, source.choice(alphabet))
        elif at < len(symbols):
            if kind == 1:
                del symbols[at]
            elif kind == 2:
                symbols[at] = source.choice(alphabet)
            elif at + 1 < len(symbols):
                symbols[at], symbols[at + 1] = symbols[at + 1], symbols[at]
    return "".join(symbols)


def pairs():
    yield from NAMES
    source = random.Random(20)
    for _ in range(PAIRS - len(NAMES)):
        alphabet = source.choice(ALPHABETS)
        left = text(source, alphabet, source.choice([4, 8, 8, 12, 16, 30, 66]))
        yield left, edited(source, left, alphabet) if source.random() < 0.6 else text(source, alphabet, 16)


def bits(value):
    return format(struct.unpack("<Q", struct.pack("<d", value))[0], "x")


for left, right in pairs():
    fields = [
        left, right, bits(JaroWinkler.similarity(left, right)), bits(Jaro.similarity(left, right)),
        Levenshtein.distance(left, right), OSA.distance(left, right), DamerauLevenshtein.distance(left, right),
    ]
    print(*fields, sep="\t")
