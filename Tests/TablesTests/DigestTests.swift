import Foundation
import Tables
import Testing

struct DigestTests {
    /// NIST's examples for SHA-256 (FIPS 180-4).
    @Test(
        "SHA-256 agrees with known vectors",
        arguments: [
            ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
        ]
    )
    func vectors(_ text: String, _ times: Int, _ digest: String) {
        let bytes = Array(String(repeating: text, count: times).utf8)
        #expect(Digest.of(bytes).description == digest)
        #expect(Digest(hexadecimal: digest) == Digest.of(bytes))
    }

    /// RFC 4231, test case 2.
    @Test("HMAC-SHA-256 agrees with the known vector")
    func keyed() {
        #expect(
            Digest.keyed("what do ya want for nothing?", key: Array("Jefe".utf8)).description
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        )
    }

    @Test("order, bytes and text of digests agree")
    func order() {
        let digests = (0..<50).map { Digest.of([UInt8($0)]) }
        #expect(digests.sorted().map(\.description) == digests.map(\.description).sorted())
        for digest in digests {
            #expect(digest.bytes.withUnsafeBytes { Digest(bytes: $0) } == digest)
            #expect(Digest(hexadecimal: digest.description) == digest)
            #expect(digest.prefix == UInt64(digest.description.prefix(16), radix: 16))
        }
    }

    @Test(
        "texts that are not 64 hexadecimal digits are no digests",
        arguments: [
            "", "00", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
            String(repeating: "g", count: 64), String(repeating: "٠", count: 64),
            "-" + String(repeating: "0", count: 63),
        ]
    )
    func notDigests(_ text: String) {
        #expect(Digest(hexadecimal: text) == nil)
    }

    @Test("a file has the digest of its bytes, an empty one too; a missing file and a folder are errors")
    func files() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "digest-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "file")
        for contents: [UInt8] in [[], Array("abc".utf8), [UInt8](repeating: 7, count: 200_000)] {
            try Data(contents).write(to: file)
            #expect(try Digest.ofFile(path: file.path) == Digest.of(contents))
        }
        #expect(throws: TableError.self) { _ = try Digest.ofFile(path: folder.path) }
        #expect(throws: TableError.self) { _ = try Digest.ofFile(path: folder.appending(path: "none").path) }
    }

    @Test("random keys have 32 bytes and differ")
    func randomKeys() {
        let keys = (0..<20).map { _ in Digest.randomKey() }
        #expect(keys.allSatisfy { $0.count == 32 })
        #expect(Set(keys).count == keys.count)
    }
}
