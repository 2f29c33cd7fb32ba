import Foundation
import Testing

/// `jdl match --memory`: what will not fit is refused before it is read.
@Suite struct MatchMemoryTests {
    private func table(rows: Int, in folder: TemporaryFolder) throws {
        let lines = (0..<rows).map { "\($0),\($0 % 5 == 0 ? 1 : 0),\(($0 * 7_919) % 83),\(($0 * 104_729) % 97)" }
        try folder.write("id,treated,age,priors\n" + lines.joined(separator: "\n") + "\n", to: "data.csv")
    }

    private func match(_ folder: TemporaryFolder, memory: String) throws -> Finished {
        try run(
            Programs.jdl,
            [
                "match", "--data", folder("data.csv"), "--treatment", "treated", "--covariates", "age,priors", "--id",
                "id",
                "--out", folder("out"), "--memory", memory,
            ],
            within: .seconds(60)
        )
    }

    @Test("a file that will not fit is refused with the rows, the bytes and what to do, and nothing is written")
    func refused() throws {
        let folder = try TemporaryFolder()
        try table(rows: 20_000, in: folder)
        let refused = try match(folder, memory: "100MiB")
        #expect(refused.status == 2)
        #expect(
            refused.errors.contains("Matching about 20000 rows takes about 165 MiB, more than the 100 MiB of --memory")
        )
        #expect(try folder.names == ["data.csv"])
    }

    @Test("a file that fits is matched, and a limit that is no size is refused")
    func fits() throws {
        let folder = try TemporaryFolder()
        try table(rows: 2_000, in: folder)
        let done = try match(folder, memory: "192MiB")
        #expect(done.status == 0, "\(done.errors)")
        #expect(text(of: folder("out/weights.csv")).split(separator: "\n").count == 2_001)
        #expect(try match(folder, memory: "plenty").status == 2)
    }
}
