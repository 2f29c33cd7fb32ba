extension AnalysisGroups.Matching {
    /// The method's name: "nearest, 2 to 1, without replacement".
    var label: String {
        guard method == .nearest else { return "radius" }
        return "nearest, \(ratio ?? 1) to 1, \(replacement == true ? "with" : "without") replacement"
    }

    /// Who is compared with whom, as a sentence; `caliper` says how near is near enough, `scale` of what.
    func sentence(caliper: String, scale: String) -> String {
        guard method == .nearest else {
            return
                "Each treated person is compared with everyone whose \(scale) lie within the caliper of \(caliper); one "
                + "person may serve for several treated people, and the weights of each treated person\u{2019}s matches "
                + "add up to one."
        }
        let nearest = ratio ?? 1
        let chosen = nearest == 1 ? "the person" : "the \(NumberText.count(nearest)) people"
        let reuse =
            replacement == true
            ? "one person may be chosen for several treated people"
            : "nobody is chosen twice, and treated people with the highest \(scale) choose first"
        return "Each treated person is compared with \(chosen) whose \(scale) are nearest, within the caliper of "
            + "\(caliper); \(reuse). The weights of each treated person\u{2019}s matches add up to one."
    }
}
