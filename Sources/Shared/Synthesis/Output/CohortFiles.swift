import Extracts

/// The files that a provider would send, and the truth about each row.
struct CohortFiles {
    /// Members in the order of their rows.
    private let members: [CohortMember]
    private let settings: SynthesisSettings

    /// The truth's columns.
    static let truthColumns =
        "cohort_row,pnc_id,present,sentence_id,untreated_probability,treated_probability,reoffended\n"

    init(members: [CohortMember], settings: SynthesisSettings) {
        self.members = members.sorted { ($0.order, $0.person) < ($1.order, $1.person) }
        self.settings = settings
    }

    /// `cohort.csv`.
    func cohort() -> [UInt8] {
        var bytes = Array((CohortWriter.columns(settings.cohort).joined(separator: ",") + "\n").utf8)
        for member in members { bytes.append(contentsOf: member.row) }
        return bytes
    }

    /// `truth.csv`; for members whom no extract holds, all but the row's number is empty.
    func truth() -> [UInt8] {
        var bytes = Array(Self.truthColumns.utf8)
        for (row, member) in members.enumerated() {
            bytes.append(number: row + 1)
            bytes.appendComma()
            if member.isPresent {
                bytes.append(contentsOf: member.pncID)
                bytes.append(text: ",1,")
                bytes.append(contentsOf: member.sentenceID)
                bytes.appendComma()
                bytes.append(contentsOf: member.untreatedProbability.description.utf8)
                bytes.appendComma()
                bytes.append(contentsOf: member.treatedProbability.description.utf8)
                bytes.append(text: member.reoffended ? ",1" : ",0")
            } else {
                bytes.append(text: ",0,,,,")
            }
            bytes.endRow()
        }
        return bytes
    }

    /// `request.yaml`: the provider's question.
    func request(trueEffect: Double) -> [UInt8] {
        Array(
            """
            organisation: Example Provider
            programme: Synthetic Programme
            description: >-
              A programme that does not exist, for people made up by this software. Its true effect is known.
            setting: \(settings.setting.word)
            cohort: cohort.csv
            contact: analyst@example.org
            channel: cjsm
            lawful_sharing_assured: true
            retention_opt_out: false
            # A column of the list: each of its values is an analysis of its own.
            sub_analyses: [site]
            analyses:
              follow_up_months: [24]
              violent: yes
              employment: yes
              assessments: yes
              regions: [London]
            known_effect: \(trueEffect)

            """.utf8
        )
    }

    /// The truth about the members of each site who are in the extracts, ascending by site.
    func sites() -> [SynthesisTruth.Site] {
        Set(members.map(\.site)).sorted().map { site in
            let present = members.filter { $0.site == site && $0.isPresent }
            let effect = present.reduce(0) { $0 + ($1.treatedProbability - $1.untreatedProbability) }
            return SynthesisTruth.Site(
                name: site,
                present: present.count,
                trueEffect: effect / Double(max(present.count, 1)),
                reoffended: present.count(where: \.reoffended)
            )
        }
    }

    /// Sums over the members who are in the extracts, in the order of the rows.
    func sums() -> (present: Int, untreated: Double, treated: Double, effect: Double, reoffended: Int, corrupted: Int) {
        var sums = (present: 0, untreated: 0.0, treated: 0.0, effect: 0.0, reoffended: 0, corrupted: 0)
        for member in members {
            sums.corrupted += member.isCorrupted ? 1 : 0
            guard member.isPresent else { continue }
            sums.present += 1
            sums.untreated += member.untreatedProbability
            sums.treated += member.treatedProbability
            sums.effect += member.treatedProbability - member.untreatedProbability
            sums.reoffended += member.reoffended ? 1 : 0
        }
        return sums
    }
}
