package import Extracts
package import Tables

/// Everything about a synthetic population that can be chosen, with its default.
///
/// The defaults are in the neighbourhood of what offender data look like; none is taken from a data set. The sample
/// `cluster/synth.yaml` says the same in a file's form.
package struct SynthesisSettings: Sendable {
    /// The programme's effect on the probability of reoffending within twelve months, added to it (−0.06: six
    /// percentage points fewer); exactly zero is allowed.
    package var effect = -0.06
    /// Where the programme works: which events can be index events of its cohort.
    package var setting = ProgrammeSetting.custody
    /// First year of the cohort's index events.
    package var indexYearFirst = 2_019
    /// Last year of the cohort's index events.
    package var indexYearLast = 2_022
    /// The last day that the extracts cover.
    package var extractEnd: Day = Day("2024-12-31") ?? .missing
    /// Errors and gaps of the cohort.
    package var cohort = CohortQuality()
    /// Errors and gaps of the extracts.
    package var population = PopulationQuality()
    /// The law of reoffending.
    package var reoffending = ReoffendingCoefficients()
    /// The law of selection into the programme.
    package var selection = SelectionCoefficients()

    /// The defaults.
    package init() {}
}

/// Rates of errors and gaps in the cohort that the provider sends; each is a share of the rows.
package struct CohortQuality: SettingsSection {
    /// Cohort members who are not in the extracts at all.
    package var absent = 0.08
    /// Rows that give the PNC ID.
    package var pncIDVisible = 0.60
    /// PNC IDs with a wrong character, among those given.
    package var pncIDWrong = 0.03
    /// Rows that give the prison number.
    package var prisonNumberVisible = 0.40
    /// Prison numbers with a wrong character, among those given.
    package var prisonNumberWrong = 0.03
    /// Nicknames in place of forenames, among forenames that have one.
    package var nickname = 0.25
    /// Typing errors in the forename.
    package var forenameTypo = 0.10
    /// Typing errors in the surname.
    package var surnameTypo = 0.12
    /// Surnames changed since the extract: by marriage or otherwise.
    package var surnameChange = 0.06
    /// Forename and surname in each other's place.
    package var namesSwapped = 0.03
    /// The second forename in place of the first, among people who have one.
    package var middleNameUsed = 0.05
    /// Names and dates of an alias, among people who have one.
    package var aliasUsed = 0.20
    /// Day and month of birth in each other's place, where that is a date.
    package var birthDayMonthSwapped = 0.08
    /// A wrong digit in the date of birth.
    package var birthDigit = 0.08
    /// No date of birth.
    package var birthMissing = 0.025
    /// The first of January in place of day and month of birth.
    package var birthFirstOfJanuary = 0.015
    /// The other sex.
    package var sexWrong = 0.005
    /// No sex.
    package var sexMissing = 0.01
    /// Names in capitals; not counted as an error.
    package var upperCase = 0.15
    /// Index date off by one to five days.
    package var indexDateOff = 0.03
    /// No index date.
    package var indexDateMissing = 0.03
    /// Interventions that begin after the index event instead of during the sentence.
    package var startsAfterIndex = 0.0
    /// Rows that say in which region the person lives; at 0 the file has no such column.
    package var regionVisible = 0.0
    /// Regions drawn anew, as of people who have moved, among those given.
    package var regionMoved = 0.08

    /// The defaults.
    package init() {}

    static let fields: [SettingField<Self>] = [
        .share("absent", \.absent),
        .share("pnc_id_visible", \.pncIDVisible),
        .share("pnc_id_wrong", \.pncIDWrong),
        .share("prison_number_visible", \.prisonNumberVisible),
        .share("prison_number_wrong", \.prisonNumberWrong),
        .share("nickname", \.nickname),
        .share("forename_typo", \.forenameTypo),
        .share("surname_typo", \.surnameTypo),
        .share("surname_change", \.surnameChange),
        .share("names_swapped", \.namesSwapped),
        .share("middle_name_used", \.middleNameUsed),
        .share("alias_used", \.aliasUsed),
        .share("birth_day_month_swapped", \.birthDayMonthSwapped),
        .share("birth_digit", \.birthDigit),
        .share("birth_missing", \.birthMissing),
        .share("birth_first_of_january", \.birthFirstOfJanuary),
        .share("sex_wrong", \.sexWrong),
        .share("sex_missing", \.sexMissing),
        .share("upper_case", \.upperCase),
        .share("index_date_off", \.indexDateOff),
        .share("index_date_missing", \.indexDateMissing),
        .share("starts_after_index", \.startsAfterIndex),
        .share("region_visible", \.regionVisible),
        .share("region_moved", \.regionMoved),
    ]
}

/// Composition of the population and rates of errors and gaps in the extracts; each is a share of the people.
package struct PopulationQuality: SettingsSection {
    /// Women.
    package var female = 0.18
    /// People with a first alias; each has a second with the same probability, and so on up to three.
    package var alias = 0.13
    /// People with a second forename.
    package var middleName = 0.45
    /// Typing errors in the forename.
    package var forenameTypo = 0.006
    /// Typing errors in the surname.
    package var surnameTypo = 0.006
    /// Forename and surname in each other's place.
    package var namesSwapped = 0.001
    /// Day and month of birth in each other's place, where that is a date.
    package var birthDayMonthSwapped = 0.003
    /// A wrong digit in the date of birth.
    package var birthDigit = 0.004
    /// No date of birth.
    package var birthMissing = 0.002
    /// The first of January in place of day and month of birth.
    package var birthFirstOfJanuary = 0.004
    /// No sex.
    package var sexMissing = 0.002
    /// No prison number, among people who were in prison.
    package var prisonNumberMissing = 0.02
    /// People who died after the follow-up of their last event.
    package var died = 0.02
    /// Events of custody and community sentences with an OASys assessment.
    package var assessed = 0.45

    /// The defaults.
    package init() {}

    static let fields: [SettingField<Self>] = [
        .share("female", \.female),
        .share("alias", \.alias),
        .share("middle_name", \.middleName),
        .share("forename_typo", \.forenameTypo),
        .share("surname_typo", \.surnameTypo),
        .share("names_swapped", \.namesSwapped),
        .share("birth_day_month_swapped", \.birthDayMonthSwapped),
        .share("birth_digit", \.birthDigit),
        .share("birth_missing", \.birthMissing),
        .share("birth_first_of_january", \.birthFirstOfJanuary),
        .share("sex_missing", \.sexMissing),
        .share("prison_number_missing", \.prisonNumberMissing),
        .share("died", \.died),
        .share("assessed", \.assessed),
    ]
}

/// Coefficients of the logit of proven reoffending within twelve months of an event.
package struct ReoffendingCoefficients: SettingsSection {
    /// The intercept: a man of 35, no conviction before this one, not employed, violence, sentence of length zero.
    package var intercept = -0.35
    /// Women.
    package var female = -0.25
    /// Ten years of age.
    package var ageDecade = -0.35
    /// Natural logarithm of one plus the convictions before the event's own.
    package var logPreviousConvictions = 0.45
    /// Any employment in the year before the event.
    package var employed = -0.5
    /// Natural logarithm of one plus the sentence's days.
    package var logSentenceDays = -0.12
    /// One standard deviation of frailty, only in events before the index years.
    package var frailty = 0.4
    /// Probability that someone who did not reoffend within twelve months does so later.
    package var later = 0.3

    /// The defaults.
    package init() {}

    static let fields: [SettingField<Self>] = [
        .coefficient("intercept", \.intercept),
        .coefficient("female", \.female),
        .coefficient("age_decade", \.ageDecade),
        .coefficient("log_previous_convictions", \.logPreviousConvictions),
        .coefficient("employed", \.employed),
        .coefficient("log_sentence_days", \.logSentenceDays),
        .coefficient("frailty", \.frailty),
        .share("later", \.later),
    ]
}

/// Coefficients of the logit of taking part, among people with an index event that fits.
package struct SelectionCoefficients: SettingsSection {
    /// Women.
    package var female = 0.2
    /// Ten years of age.
    package var ageDecade = 0.2
    /// One conviction before the event's own.
    package var previousConviction = -0.04
    /// Any employment in the year before the event.
    package var employed = 0.4
    /// Natural logarithm of one plus the sentence's days.
    package var logSentenceDays = 0.2

    /// The defaults.
    package init() {}

    static let fields: [SettingField<Self>] = [
        .coefficient("female", \.female),
        .coefficient("age_decade", \.ageDecade),
        .coefficient("previous_conviction", \.previousConviction),
        .coefficient("employed", \.employed),
        .coefficient("log_sentence_days", \.logSentenceDays),
    ]
}
