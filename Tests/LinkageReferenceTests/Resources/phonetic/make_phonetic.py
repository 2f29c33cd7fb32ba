#!/usr/bin/env python3
"""Makes phonetic.tsv: names with the codes of the Python library abydos.

    pip install abydos==0.5.0 names==0.3.0 && ./make_phonetic.py > phonetic.tsv

Columns: name, Double Metaphone (primary and secondary, cut at four symbols), NYSIIS. Names are 4,000 of the United States
census of 1990 (package names) and the examples of the published descriptions. Other libraries leave the published rules: the
package metaphone in 17 of these names (no silent B in THUMB, no hard CH at the end), jellyfish's NYSIIS in 169 (W after a vowel
is not folded: BOWMAN gives BAONAN, published BANAN).
"""
import random
import re

import names
from abydos.phonetic import NYSIIS, DoubleMetaphone

EXAMPLES = """
ACCEDE ACCIDENT ARCHITECT ARNOFF ARNOW ARTOIS BACCHUS BACCI BACHER BAJADOR BELLOCCHIO BERTUCCI BIAGGI BOUGH BREAUX BROUGHTON
CABRILLO CAESAR CAGNEY CAMPBELL CARLISLE CARLYSLE CHARACTER CHEMISTRY CHIANTI CHORE CHORUS COUGH CZERNY DANGER DUMB EDGAR EDGE
FILIPOWICZ FOCACCIA GALLEGOS GERMAIN GHIRADELLI GHISLANE GNOME GOUGH HOCHMEIER HUGH ISLAND JANKELOWICZ JOSE KNIGHT LAUGH
MACCAFFREY MACHER MCCLELLAN MCHUGH MCLAUGHLIN MICHAEL NIKOLAISEN ORCHESTRA ORCHID PNEUMA PSMITH RASPBERRY RESNAIS ROGIER ROUGH
SCHENKER SCHERMERHORN SCHLESINGER SCHMIDT SCHNEIDER SCHOOL SCHOONER SMITH SMYTH SNIDER SUCCEED SUGAR SZABO TAGLIARO TAGLIARO
THAMES THOMAS THUMB THUMBER TICHNER TOUGH UOMO VASSERMAN WACHTLER WASSERMAN WECHSLER WHITNEY WRIGHT XAVIER ZHAO ZIEGLER
MACINTOSH KNUTH KOEHN PHILLIPSON PFEISTER SCHOENHOEFT MCKEE MACKIE HEITSCHMIDT BART HURD HUNT WESTERLUND CASSTEVENS VASQUEZ
FRAZIER BOWMAN MCKNIGHT RICKERT DEUTSCH WESTPHAL SHRIVER KUHL RAWSON JILES CARRAWAY YAMADA BROWN BROWNE O KAY DAY EVANS
""".split()


def census():
    path = names.full_path("dist.all.last") if hasattr(names, "full_path") else names.FILES["last"]
    with open(path, encoding="ascii") as file:
        found = [line.split()[0] for line in file]
    return [name for name in found if re.fullmatch("[A-Z]+", name)]


chosen = EXAMPLES + sorted(random.Random(5).sample(census(), 4_000))
metaphone = DoubleMetaphone(max_length=4)
nysiis = NYSIIS(max_length=-1)
for name in dict.fromkeys(chosen):
    codes = metaphone.encode(name)
    first, second = codes.split(",") if isinstance(codes, str) else codes
    print(name, first, second or first, nysiis.encode(name), sep="\t")
