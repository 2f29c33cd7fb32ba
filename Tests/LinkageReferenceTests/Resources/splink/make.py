"""Writes what Splink's own library of comparisons and blocking rules produces for DuckDB.

python -m venv venv && venv/bin/pip install splink==5.0.0 && venv/bin/python make.py
"""

import json

import splink
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import ColumnExpression, SettingsCreator, block_on

dob = "date_of_birth"
comparisons = {
    "ExactMatch": cl.ExactMatch("sex"),
    "ExactMatch, term frequency": cl.ExactMatch("town").configure(term_frequency_adjustments=True),
    "NameComparison": cl.NameComparison("first_name"),
    "NameComparison, metaphone": cl.NameComparison("first_name", dmeta_col_name="first_name_dm"),
    "ForenameSurnameComparison": cl.ForenameSurnameComparison("first_name", "surname"),
    "DateOfBirthComparison": cl.DateOfBirthComparison(dob, input_is_string=True),
    "DateOfBirthComparison, dates": cl.DateOfBirthComparison(dob, input_is_string=False),
    "EmailComparison": cl.EmailComparison("email"),
    "PostcodeComparison": cl.PostcodeComparison("postcode"),
    "PostcodeComparison, distance": cl.PostcodeComparison(
        "postcode", lat_col="lat", long_col="long", km_thresholds=[1, 10]
    ),
    "LevenshteinAtThresholds": cl.LevenshteinAtThresholds("surname", [1, 2]),
    "DamerauLevenshteinAtThresholds": cl.DamerauLevenshteinAtThresholds("surname", [1, 2]),
    "JaroAtThresholds": cl.JaroAtThresholds("surname", [0.9, 0.7]),
    "JaroWinklerAtThresholds": cl.JaroWinklerAtThresholds("surname", [0.9, 0.7]),
    "JaccardAtThresholds": cl.JaccardAtThresholds("surname", [0.9, 0.7]),
    "CosineSimilarityAtThresholds": cl.CosineSimilarityAtThresholds("embedding", [0.9]),
    "DistanceFunctionAtThresholds": cl.DistanceFunctionAtThresholds("surname", "levenshtein", [1, 2], False),
    "AbsoluteDateDifferenceAtThresholds": cl.AbsoluteDateDifferenceAtThresholds(
        dob, input_is_string=True, metrics=["day", "month", "year"], thresholds=[1, 1, 5]
    ),
    "AbsoluteTimeDifferenceAtThresholds": cl.AbsoluteTimeDifferenceAtThresholds(
        dob, input_is_string=True, metrics=["hour", "day"], thresholds=[1, 1]
    ),
    "ArrayIntersectAtSizes": cl.ArrayIntersectAtSizes("postcodes", [2, 1]),
    "PairwiseStringDistanceFunctionAtThresholds": cl.PairwiseStringDistanceFunctionAtThresholds(
        "names", "jaro_winkler", [0.9]
    ),
    "DistanceInKMAtThresholds": cl.DistanceInKMAtThresholds("lat", "long", [1, 5]),
    "levels": cl.CustomComparison(
        output_column_name="surname",
        comparison_levels=[
            cll.NullLevel("surname"),
            cll.ExactMatchLevel("surname").configure(tf_adjustment_column="surname", tf_adjustment_weight=0.5),
            cll.ColumnsReversedLevel("first_name", "surname", symmetrical=True),
            cll.And(cll.LevenshteinLevel("surname", 2), cll.JaroWinklerLevel("surname", 0.9)),
            cll.Or(cll.DamerauLevenshteinLevel("surname", 1), cll.JaroLevel("surname", 0.95)),
            cll.ExactMatchLevel(ColumnExpression("surname").substr(1, 3)),
            cll.Not(cll.LiteralMatchLevel("surname", "SMITH", "string")),
            cll.ElseLevel(),
        ],
    ),
    "numbers": cl.CustomComparison(
        output_column_name="income",
        comparison_levels=[
            cll.NullLevel("income"),
            cll.ExactMatchLevel("income"),
            cll.AbsoluteDifferenceLevel("income", 100),
            cll.PercentageDifferenceLevel("income", 0.05),
            cll.ElseLevel(),
        ],
    ),
    "lists": cl.CustomComparison(
        output_column_name="postcodes",
        comparison_levels=[
            cll.NullLevel("postcodes"),
            cll.ArraySubsetLevel("postcodes"),
            cll.ArrayIntersectLevel("postcodes", 1),
            cll.ElseLevel(),
        ],
    ),
}
rules = {
    "one column": block_on("surname"),
    "two columns": block_on("first_name", "surname"),
    "prefix": block_on("substr(surname,1,3)", "year(date_of_birth)"),
    "arrays": block_on("postcodes", arrays_to_explode=["postcodes"]),
    "swapped": "l.first_name = r.surname and l.surname = r.first_name",
    "either": "l.pnc_id = r.pnc_id or l.prison_number = r.prison_number",
    "inequality": "l.surname = r.surname and levenshtein(l.first_name, r.first_name) < 2",
}
corpus = {
    "splink": splink.__version__,
    "comparisons": {name: item.get_comparison("duckdb").as_dict() for name, item in comparisons.items()},
    "rules": {
        name: rule if isinstance(rule, str) else rule.get_blocking_rule("duckdb").as_dict()
        for name, rule in rules.items()
    },
}
with open("corpus.json", "w") as file:
    json.dump(corpus, file, indent=1)

settings = SettingsCreator(
    link_type="link_only",
    probability_two_random_records_match=1e-6,
    comparisons=[
        cl.NameComparison("forename").configure(
            term_frequency_adjustments=True, m_probabilities=[0.7, 0.1, 0.05, 0.05, 0.1],
            u_probabilities=[0.01, 0.01, 0.02, 0.06, 0.9],
        ),
        cl.DateOfBirthComparison(dob, input_is_string=True),
        cl.EmailComparison("email"),
        cl.ExactMatch("sex"),
    ],
    blocking_rules_to_generate_predictions=[block_on("forename", "surname"), block_on(dob)],
    retain_intermediate_calculation_columns=True,
)
with open("model.json", "w") as file:
    json.dump(settings.create_settings_dict("duckdb"), file, indent=1)
