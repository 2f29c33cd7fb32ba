"""How right a set of links is: the same measures for every program, from the truth that `jdl synth` writes."""
import csv
import math

BINS = 10
SURE = 0.99
DEFAULT_THRESHOLD = 0.5


def read_csv(path):
    with open(path, newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


class Truth:
    """Which person each row of the cohort is, and how the row differs from that person's record."""

    def __init__(self, data):
        self.people = {int(row["cohort_row"]): row["pnc_id"] for row in read_csv(data / "truth.csv")}
        self.present = {row: person for row, person in self.people.items() if person}
        self.cohort = {number: row for number, row in enumerate(read_csv(data / "cohort.csv"), 1)}
        wanted = set(self.present.values())
        self.records = {}  # a person's records, the primary one first
        for row in read_csv(data / "persons.csv"):
            if row["pnc_id"] in wanted:
                records = self.records.setdefault(row["pnc_id"], [])
                records.insert(0, row) if row["is_alias"] == "0" else records.append(row)
        self.kinds = {row: self._kinds(row, person) for row, person in self.present.items()}

    def _kinds(self, row, person):
        """The kinds of error in a row, against the person's primary record."""
        given, held = self.cohort[row], self.records[person][0]
        kinds = set()
        forename, surname = given["forename"].upper(), given["surname"].upper()
        if not given["pnc_id"] and not given["prison_number"]:
            kinds.add("no identifier")
        if (forename, surname) == (held["surname"].upper(), held["forename"].upper()) and forename != surname:
            return kinds | {"names exchanged"}
        if forename != held["forename"].upper():
            kinds.add("forename differs")
        if surname != held["surname"].upper():
            kinds.add("surname differs")
        birth, true_birth = given["date_of_birth"], held["date_of_birth"]
        if not birth:
            kinds.add("date of birth missing")
        elif birth != true_birth and true_birth:
            if birth[:4] + birth[8:] + birth[5:7] == true_birth.replace("-", ""):
                kinds.add("day and month exchanged")
            elif sum(a != b for a, b in zip(birth, true_birth)) == 1:
                kinds.add("one digit of the date of birth")
            else:
                kinds.add("another date of birth")
        return kinds or {"no error"}


def at_threshold(links, truth, least):
    """Precision, recall, F1 and absent people linked, of the links with at least this probability."""
    kept = [link for link in links if link[2] >= least]
    right = sum(truth.people.get(row) == person for row, person, *_ in kept)
    absent = sum(row not in truth.present for row, *_ in kept)
    present, absentees = len(truth.present), len(truth.people) - len(truth.present)
    precision = right / len(kept) if kept else 0.0
    recall = right / present if present else 0.0
    f1 = 2 * right / (len(kept) + present) if kept else 0.0
    return {"threshold": least, "links": len(kept), "right": right, "precision": round(precision, 5),
            "recall": round(recall, 5), "f1": round(f1, 5), "absent_linked": absent,
            "absent_linked_share": round(absent / absentees, 5) if absentees else 0.0}


def best_threshold(links, truth):
    """The measures where F1 is greatest; optimistic, since it is chosen with the truth known."""
    ordered = sorted(links, key=lambda link: -link[2])
    present, right, best, least = len(truth.present), 0, 0.0, 1.0
    for count, (row, person, probability, *_) in enumerate(ordered, 1):
        right += truth.people.get(row) == person
        is_last = count == len(ordered) or ordered[count][2] < probability
        f1 = 2 * right / (count + present)
        if is_last and f1 > best:
            best, least = f1, probability
    return at_threshold(links, truth, least)


def recall_at_precision(links, truth, wanted=0.99):
    """The greatest recall of any threshold at which this precision holds."""
    right, best = 0, 0
    ordered = sorted(links, key=lambda link: -link[2])
    for count, (row, person, probability, *_) in enumerate(ordered, 1):
        right += truth.people.get(row) == person
        is_last = count == len(ordered) or ordered[count][2] < probability
        if is_last and right >= wanted * count:
            best = max(best, right)
    return round(best / len(truth.present), 5)


def calibration(links, truth):
    """For ten bins of p: links, mean p, share right, and their distance in binomial standard errors."""
    bins = [[] for _ in range(BINS)]
    for row, person, probability, *_ in links:
        bins[min(int(probability * BINS), BINS - 1)].append((probability, truth.people.get(row) == person))
    table = []
    for index, members in enumerate(bins):
        if not members:
            continue
        mean = sum(p for p, _ in members) / len(members)
        share = sum(is_right for _, is_right in members) / len(members)
        error = math.sqrt(max(sum(p * (1 - p) for p, _ in members), 1e-12)) / len(members)
        table.append({"from": index / BINS, "links": len(members), "mean_p": round(mean, 4),
                      "right": round(share, 4), "standard_errors": round((share - mean) / error, 1)})
    return table


def misses(links, truth, least):
    """The share of present people who were not rightly linked, by kind of error in their row."""
    found = {row for row, person, probability, *_ in links
             if probability >= least and truth.people.get(row) == person}
    counts = {}
    for row, kinds in truth.kinds.items():
        for kind in kinds:
            total, missed = counts.get(kind, (0, 0))
            counts[kind] = (total + 1, missed + (row not in found))
    return {kind: {"rows": total, "missed": missed, "share": round(missed / total, 4)}
            for kind, (total, missed) in sorted(counts.items())}


def judged(links, truth):
    """Every measure of one run; links are (cohort row, person, probability, ...)."""
    best = best_threshold(links, truth)
    return {
        "best": best,
        "default": at_threshold(links, truth, DEFAULT_THRESHOLD),
        "sure": at_threshold(links, truth, SURE),
        "recall_at_precision_99": recall_at_precision(links, truth),
        "calibration": calibration(links, truth),
        "misses_at_best": misses(links, truth, best["threshold"]),
        "misses_at_default": misses(links, truth, DEFAULT_THRESHOLD),
    }
