import ArgumentParser
import Foundation
import Ingest
import Propensity
import Tables

/// `jdl match`: the propensity score engine on any CSV.
struct MatchCommand: JDLCommand {
    static let configuration = CommandConfiguration(
        commandName: "match",
        abstract: "Estimate propensity scores on any CSV, match, and report balance and effects.",
        discussion: """
            Example:
              jdl match --data people.csv --treatment programme --covariates age,sex,convictions:cat \
            --outcome reoffended --id person --out matched

            Text columns are categorical, numbers continuous; NAME:cat makes a column of numbers categorical. Without \
            a dialect: radius matching on the linear predictor, caliper 0.2 pooled standard deviations, ties by a \
            hash of the id. A dialect sets every default to what that tool does; options given beside it win. The \
            settings file (YAML) has the same names as the options.

            \(MatchCovariates.help)

            Writes scores.csv, coefficients.csv, matches.csv, weights.csv, balance.csv (a line for each level and number, \
            and for products on request), left_out.csv (who has no match, beside those who have), effects.json (the effect with every standard error, ratios, tests of pairs, \
            sensitivity, power; with --adjust also g-computation and the doubly robust estimate), report.html (all of \
            it to read, with a love plot and the overlap of scores, in one file) and summary.json.

            Findings are named: red_balance, no_overlap, separation, few_controls, outcome_among_covariates, \
            treated_lost, covariate_after_index. Without a dialect some stop the estimate (exit status 1, everything else is written) unless \
            overridden: --override red_balance="a reason", which is recorded.
            """
    )

    @Option(help: "The data (CSV with a header).")
    var data: String?

    @Option(help: "The column that is 1 for treated and 0 for control.")
    var treatment: String?

    @Option(help: "The terms of the score model, separated by commas; see above.")
    var covariates: String?

    @Option(help: "The column of the outcome.")
    var outcome: String?

    @Option(help: "The column that names a row; ties go by its hash.")
    var id: String?

    @Option(help: "The folder to write to.")
    var out: String?

    @Option(help: "matchit or psmatch2: take every default from that tool.")
    var dialect: String?

    @Option(help: "logit or probit.")
    var link: String?

    @Option(
        help: "linear (the linear predictor), probability, or mahalanobis (of all covariates, or of --mahalanobis)."
    )
    var distance: String?

    @Option(help: "radius, nearest, optimal, full, subclass, kernel, ipw, overlap or entropy.")
    var method: String?

    @Option(help: "Controls for each treated row, in nearest matching.")
    var ratio: String?

    @Flag(inversion: .prefixedNo, help: "Whether a control can be matched more than once.")
    var replace: Bool?

    @Option(help: "largest, smallest, data, random or closest.")
    var order: String?

    @Option(help: "The largest distance, or none.")
    var caliper: String?

    @Option(help: "sd or absolute.")
    var caliperUnit: String?

    @Option(help: "pooled (within groups) or all (rows).")
    var caliperSd: String?

    @Option(help: "Columns that matched rows must agree on, separated by commas.")
    var exact: String?

    @OptionGroup(title: "Pairs")
    var pairs: MatchPairOptions

    @OptionGroup(title: "Subclasses, kernels and weights")
    var weights: MatchWeightOptions

    @Option(
        help: """
            Who is left out first: none; treated, control or both, outside the other group's scores; by probability: \
            range, crump, percentile (both groups) or density (where the other group is thinnest).
            """
    )
    var discard: String?

    @Option(help: "Whose effect: att (the treated), atc (the controls), ate (all), ato (those who could be either).")
    var estimand: String?

    @Option(help: "What ties and random order are drawn from.")
    var seed: String?

    @OptionGroup(title: "Score model and support")
    var model: MatchModelOptions

    @OptionGroup(title: "Dates")
    var dates: MatchDateOptions

    @OptionGroup(title: "Reports")
    var effectOptions: MatchEffectOptions

    @Option(help: "Memory to stay within, such as 4GiB; a file that will not fit is refused before it is read.")
    var memory: String?

    @Option(help: "A settings file (YAML) with the same names.")
    var settings: String?

    @Flag(help: "Replace the output folder if it exists.")
    var force = false

    @Flag(help: "Print the summary as JSON.")
    var json = false

    func execute() throws {
        var stopwatch = Stopwatch<MatchSummary.Seconds>()
        let request = try MatchRequest(options: settings.map { try MatchOptions(path: $0) } ?? MatchOptions(), given)
        let folder = try OutputFolder(at: request.out, replacing: force)
        let engine = try MatchEngine(settings: request.settings)
        if let limit = request.memoryLimit {
            try MatchMemory(path: request.data, columns: request.covariates.count + 4)?.check(limit: limit)
        }
        let data = try MatchData(request)
        stopwatch.lap(\.read)
        let fitted = try engine.model(data.input)
        stopwatch.lap(\.fit)
        let result = try engine.match(data.input, model: fitted)
        stopwatch.lap(\.match)
        let report = try MatchReport(request: request, data: data, model: fitted, result: result)
        stopwatch.lap(\.balance)
        try report.write(to: folder)
        stopwatch.lap(\.write)
        let summary = report.summary(seconds: stopwatch.finished())
        try folder.write(text: summary.json(), to: "summary.json")
        try folder.commit()
        for warning in summary.warnings { FileHandle.standardError.write(Data("jdl: \(warning)\n".utf8)) }
        print(json ? try summary.json() : summary.text)
        if !report.stopping.isEmpty { throw ExitCode(1) }
    }

    /// What was given on the command line, by option name.
    private var given: MatchOptions {
        var options = MatchOptions()
        let texts: [(String, String?)] = [
            ("data", data), ("treatment", treatment), ("outcome", outcome), ("id", id), ("out", out),
            ("dialect", dialect), ("link", link), ("distance", distance), ("method", method), ("ratio", ratio),
            ("replace", replace.map { String($0) }), ("order", order), ("caliper", caliper),
            ("caliper-unit", caliperUnit), ("caliper-sd", caliperSd), ("discard", discard), ("estimand", estimand),
            ("seed", seed), ("memory", memory),
        ]
        for (name, text) in texts { options.values[name] = text.map { [$0] } }
        options.values["covariates"] = covariates.map { CovariateTerm.list($0) }
        options.values["exact"] = exact.map { MatchOptions.list($0) }
        options.values.merge(model.given) { _, own in own }
        options.values.merge(pairs.given) { _, pair in pair }
        options.values.merge(weights.given) { _, weight in weight }
        options.values.merge(dates.given) { _, date in date }
        options.values.merge(effectOptions.given) { _, given in given }
        return options
    }
}
