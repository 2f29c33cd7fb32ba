package import Extracts
package import Passes
package import Tables

/// What the stages need to know of a store besides its partitions.
package struct StoreFacts: Sendable {
    /// The last day that the extracts cover.
    package let extractEnd: Day
    /// The names behind level codes.
    package let levels: CategoryLevels

    /// OASys items in the extracts, ascending.
    package let assessmentItems: [String]
    /// Whether the extracts have employment and benefits.
    package let holdsEmployment: Bool

    /// The facts of a store's manifest.
    ///
    /// - Throws: ``TableError/damaged(what:)`` when the manifest has no extract end.
    package init(_ manifest: StoreManifest) throws(TableError) {
        guard let end = Day(manifest.extractEnd) else { throw .damaged(what: "the extract's end in store.json") }
        extractEnd = end
        levels = CategoryLevels(manifest.levels)
        assessmentItems = manifest.assessmentItems
        holdsEmployment = manifest.sources.contains {
            $0.file.name.hasPrefix(ExtractTable.employment.name + ".") && $0.rows > 0
        }
    }
}
