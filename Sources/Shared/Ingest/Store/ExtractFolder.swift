import Extracts
import Foundation
import Tables
private import Yams

/// The files of an extract: CSV by table name, and `extract.yaml`, which says when the extract ends.
struct ExtractFolder {
    /// The name of the file that describes the extract.
    static let settingsName = "extract.yaml"

    /// One table's file, opened.
    struct File: Sendable {
        let table: ExtractTable
        let scanner: CSVScanner
    }

    let path: String
    /// The tables that are there, in the order of import.
    let files: [File]

    /// Opens all files of a folder.
    ///
    /// - Parameters:
    ///   - path: The folder.
    ///   - chunkBytes: About how many bytes a chunk has.
    ///   - threads: How many threads inspect each file.
    /// - Throws: ``ImportError/noFolder(path:)``, ``ImportError/unusable(_:)`` with everything that is missing.
    init(path: String, chunkBytes: Int, threads: Int) throws(ImportError) {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue else {
            throw .noFolder(path: path)
        }
        self.path = path
        var files: [File] = []
        var problems: [DataProblem] = []
        for table in ExtractTable.all {
            let name = "\(table.name).csv"
            let file = (path as NSString).appendingPathComponent(name)
            guard FileManager.default.fileExists(atPath: file) else {
                if table.isRequired { problems.append(DataProblem(file: name, rule: "is missing")) }
                continue
            }
            do {
                let scanner = try CSVScanner(path: file, chunkBytes: chunkBytes, threads: threads)
                for column in table.columns where column.isRequired && scanner.position(of: column.name) == nil {
                    let rule = "is a mandatory column and missing"
                    problems.append(DataProblem(file: name, column: column.name, rule: rule))
                }
                files.append(File(table: table, scanner: scanner))
            } catch {
                problems.append(DataProblem(file: name, rule: "cannot be read as a table: \(error)"))
            }
        }
        self.files = files
        if !problems.isEmpty { throw .unusable(problems) }
        for file in files where file.scanner.rowCount > Int(UInt32.max) {
            throw .tooManyRows(file: file.scanner.fileName)
        }
    }

    /// The last day that the extract covers.
    ///
    /// - Throws: ``ImportError/noExtractEnd(folder:)`` when `extract.yaml` does not say it.
    func extractEnd() throws(ImportError) -> Day {
        let file = (path as NSString).appendingPathComponent(Self.settingsName)
        guard let data = FileManager.default.contents(atPath: file),
            let root = try? Yams.compose(yaml: String(decoding: data, as: UTF8.self)),
            let text = root.mapping?["extract_end"]?.scalar?.string, let end = Day(text)
        else { throw .noExtractEnd(folder: path) }
        return end
    }
}
