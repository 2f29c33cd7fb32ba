package import MapReduce

extension PartName {
    /// A partition's link table: identifiers, for linkage alone.
    package static let link = PartName(code: 1)
    /// A partition's history table: no identifiers, for everything after linkage.
    package static let history = PartName(code: 2)
}
