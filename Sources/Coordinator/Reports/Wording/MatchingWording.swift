extension AnalysisGroups.Matching {
    /// The method's name: "nearest, 2 to 1, without replacement".
    var label: String {
        switch method {
        case .radius: "radius"
        case .nearest: "nearest, \(ratio ?? 1) to 1, \(replacement == true ? "with" : "without") replacement"
        case .optimal: "optimal, \(ratio ?? 1) to 1"
        case .kernel: "kernel (\(kernelName))"
        }
    }

    private var kernelName: String { kernel == "gaussian" ? "Gaussian" : "Epanechnikov" }

    /// Who is compared with whom, as a sentence; `caliper` says how near is near enough, `scale` of what.
    func sentence(caliper: String, scale: String) -> String {
        let weights = "The weights of each treated person\u{2019}s matches add up to one."
        let chosen = (ratio ?? 1) == 1 ? "the person" : "the \(NumberText.count(ratio ?? 1)) people"
        switch method {
        case .radius:
            return
                "Each treated person is compared with everyone whose \(scale) lie within the caliper of \(caliper); one "
                + "person may serve for several treated people, and the weights of each treated person\u{2019}s matches "
                + "add up to one."
        case .nearest:
            let reuse =
                replacement == true
                ? "one person may be chosen for several treated people"
                : "nobody is chosen twice, and treated people with the highest \(scale) choose first"
            return "Each treated person is compared with \(chosen) whose \(scale) are nearest, within the caliper of "
                + "\(caliper); \(reuse). \(weights)"
        case .optimal:
            return "Each treated person is compared with \(chosen) within the caliper of \(caliper) whom the least sum "
                + "of differences of \(scale) over all treated people gives it; nobody is chosen twice, and as many treated "
                + "people as possible have a match. \(weights)"
        case .kernel:
            return "Each treated person is compared with everyone around, the more the nearer their \(scale) are, by "
                + "the \(kernelName) kernel with the caliper of \(caliper) as its bandwidth; one person may serve for "
                + "several treated people. \(weights)"
        }
    }
}
