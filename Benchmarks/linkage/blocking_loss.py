"""True pairs that no blocking rule finds, counted apart from the programs: rules are read as `jdl link` writes them."""
import re
import unicodedata


def standard(text):
    """Capital letters, marks and apostrophes dropped, anything else a space."""
    letters = unicodedata.normalize("NFD", text.upper().replace("'", "").replace("\u2019", ""))
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub("[^A-Z]+", " ", letters).strip()


def soundex(text):
    """American Soundex of the letters of a text."""
    codes = {letter: digit for digit, group in enumerate(["BFPV", "CGJKQSXZ", "DT", "L", "MN", "R"], 1) for letter in group}
    letters = [letter for letter in text if letter.isalpha()]
    if not letters:
        return ""
    code, last = letters[0], codes.get(letters[0])
    for letter in letters[1:]:
        digit = codes.get(letter)
        if digit and digit != last:
            code += str(digit)
        if letter not in "HW":
            last = digit
    return (code + "000")[:4]


def record(row):
    """A row's values in standard form."""
    values = {name: standard(row.get(name) or "") for name in ("forename", "middle_names", "surname")}
    values["date_of_birth"] = row["date_of_birth"]
    for name in ("pnc_id", "prison_number"):
        values[name] = re.sub("[^A-Z0-9]", "", (row[name] or "").upper())
    values["sex"] = (row.get("sex") or row.get("gender") or "")[:1].upper()
    values["region"] = standard(row.get("region") or "")
    return values


def value(term, values, side):
    """What a rule's term is for a record: `column`, `f(column)`, or two of these joined by `=`."""
    if "=" in term:
        term = term.split("=")[side].strip()
    match = re.fullmatch(r"(\w+)\((\w+)(?:,\s*(\d+))?\)", term)
    if not match:
        return values.get(term)
    function, column, number = match.groups()
    text = values.get(column)
    if function in ("missing", "any"):
        return "as said" if bool(text) == (function == "any") else ""
    if not text:
        return text
    if function == "prefix":
        return text[:int(number)]
    if function == "suffix":
        return text[-int(number):]
    if function == "formal":  # of a name without its table of short forms: finds no more than the rule does
        return text
    if function == "year":
        return text[:4]
    if function == "month_day":
        return text[5:]
    if function == "swapped":
        return f"{text[:4]}-{text[8:10]}-{text[5:7]}" if text[8:10] <= "12" else ""
    if function == "soundex":
        return soundex(text)
    raise KeyError(function)


def share(rules, truth):
    """The share of the present people whom no rule finds; nil where a rule has a function that is not known here."""
    split = [re.split(r"\s\+\s", rule) for rule in rules]
    lost = 0
    try:
        for row, person in truth.present.items():
            given = record(truth.cohort[row])
            lost += not any(
                all(value(term, given, 0) and value(term, given, 0) == value(term, held, 1) for term in terms)
                for held in map(record, truth.records[person]) for terms in split)
    except KeyError:
        return None
    return round(lost / len(truth.present), 5)


def splink_rules(variant, no_ids):
    """The rules of splink_side.py in the same form."""
    rules = ["surname + date_of_birth", "forename + date_of_birth", "forename + surname",
             "prefix(surname,3) + year(date_of_birth)"]
    if not no_ids:
        rules += ["pnc_id", "prison_number"]
    if variant in ("fullname", "expert"):
        rules += ["forename=surname + surname=forename", "forename=surname + date_of_birth",
                  "surname=forename + date_of_birth"]
    else:
        rules += ["forename=surname + surname=forename + date_of_birth"]
    if variant == "expert":
        rules += ["surname + swapped(date_of_birth)=date_of_birth", "forename + swapped(date_of_birth)=date_of_birth"]
    return rules
