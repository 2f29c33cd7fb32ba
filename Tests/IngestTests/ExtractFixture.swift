import Foundation
import Ingest
import Tables

/// A folder of small extracts that is thrown away with its owner.
final class ExtractFixture {
    /// The folder of the extracts.
    let folder: String
    private let root: String

    /// The extracts of five people: two with aliases, one without any history.
    static let persons = """
        pnc_id,prison_number,forename,middle_names,surname,date_of_birth,sex,ethnicity,nationality,region,\
        local_authority,date_of_death,is_alias
        2001/0000001A,A1234BC,Ann,Mary Jane,O'Neill,1980-02-29,F,White,British,North West,Salford,,0
        2001/0000002B,,Bob,,Smith-Jones,1975-12-31,male,,British,London,Camden,2021-05-06,0
        2001/0000002B,,Robert,,Smith,1975-12-30,male,,British,London,Camden,,1
        2001/0000002B,B7654CD,Bobby,,Smyth,31/12/1975,male,,,,,,1
        03/3C,,Zoë,,Ålund,,female,Asian,Swedish,London,Camden,,0
        2001/0000004D,,Dan,,Young,1990-01-01,not_recorded,White,British,Wales,Cardiff,,0
        2001/0000005E,,"Eve ""E"" Jo",,"Stone, jr",2000-06-15,F,White,British,Wales,Cardiff,,0
        2001/0000005E,,Eva,,Stone,2000-06-15,F,White,British,Wales,Cardiff,,1

        """

    static let sentences = """
        sentence_id,pnc_id,conviction_date,disposal,start_date,end_date,release_date,length_days,offence_group,prison
        s9,2001/0000001A,2015-01-02,custody,2015-01-02,2016-01-02,2015-07-02,365,theft,Forest Bank
        s10,2001/0000001A,2018-03-04,Community Order,2018-03-05,,,,violence,
        s3,2001/0000002B,2019-01-01,suspended-sentence,2019-01-01,2020-01-01,,180,theft,
        s4,2003/0000003C,2020-02-02,caution,,,,,drugs,

        """

    static let offences = """
        pnc_id,offence_date,outcome_date,outcome,tier,offence_group,severity,custodial
        2001/0000001A,2018-01-01,2018-03-04,conviction,either_way,violence,60,0
        2001/0000001A,2014-11-11,2015-01-02,conviction,either_way,theft,30,1
        2001/0000001A,2018-01-01,2018-03-04,conviction,indictable,violence,80,no
        2001/0000002B,01/12/2018,01/01/2019,conviction,summary,theft,,y
        03/3C,2020-01-01,2020-02-02,penalty_notice,summary,drugs,5,

        """

    static let employment = """
        pnc_id,kind,start_date,end_date
        2001/0000002B,jsa,2019-01-01,
        2001/0000002B,employment,2017-01-01,2018-01-01
        2001/0000002B,out_of_work_benefit,2019-01-01,2019-06-01

        """

    /// A folder with the extracts of five people; nil leaves a table out.
    init(
        persons: String? = ExtractFixture.persons,
        sentences: String? = ExtractFixture.sentences,
        offences: String? = ExtractFixture.offences,
        assessments: String? = nil,
        employment: String? = ExtractFixture.employment,
        settings: String? = "extract_end: 2023-12-31\n"
    ) throws {
        root = FileManager.default.temporaryDirectory.appendingPathComponent("ingest-\(UUID().uuidString)").path
        folder = root + "/extracts"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let files = [
            ("persons.csv", persons), ("sentences.csv", sentences), ("offences.csv", offences),
            ("assessments.csv", assessments), ("employment.csv", employment), ("extract.yaml", settings),
        ]
        for (name, text) in files {
            guard let text else { continue }
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// The path of a store beside the extracts.
    func store(_ name: String = "store") -> String { root + "/" + name }

    /// What lies beside the extracts, hidden files too.
    var leftovers: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).filter { $0 != "extracts" }.sorted()
    }

    /// Imports the folder into a store of this name.
    func load(_ name: String = "store", _ configure: (inout StoreImporter.Options) -> Void = { _ in }) throws
        -> StoreReader
    {
        var options = StoreImporter.Options()
        options.partitions = 2
        configure(&options)
        _ = try StoreImporter(options).run(folder: folder, store: store(name))
        return try StoreReader(path: store(name))
    }

    /// The problems for which the folder's import is refused.
    func refusal() throws -> ImportReport? {
        do {
            _ = try load("refused")
            return nil
        } catch ImportError.badRows(let report) {
            return report
        }
    }
}
