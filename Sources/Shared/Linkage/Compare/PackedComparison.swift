import CStringKernels

extension PackedStrings {
    /// Jaro–Winkler similarities of queries with every string, rounded to `Float`.
    ///
    /// - Parameters:
    ///   - queries: Texts to compare.
    ///   - results: A row of ``count`` for each query.
    package func jaroWinkler(_ queries: TextList, into results: UnsafeMutablePointer<Float>) {
        run(queries, JDL_LANE_FLOAT, into: results) { Float($0) }
    }

    /// Jaro–Winkler similarities of queries with every string, equal to ``JaroWinkler`` to the last bit.
    ///
    /// - Parameters:
    ///   - queries: Texts to compare.
    ///   - results: A row of ``count`` for each query.
    package func jaroWinkler(_ queries: TextList, into results: UnsafeMutablePointer<Double>) {
        run(queries, JDL_LANE_DOUBLE, into: results) { $0 }
    }

    /// The first of some bounds that each similarity reaches.
    ///
    /// - Parameters:
    ///   - queries: Texts to compare.
    ///   - bounds: Descending Jaro–Winkler similarities, at most 254.
    ///   - results: A row of ``count`` for each query: the position of the bound, counted from 0, or the number of bounds
    ///     where none is reached.
    package func jaroWinklerLevels(
        _ queries: TextList,
        bounds: [Double],
        into results: UnsafeMutablePointer<UInt8>
    ) {
        precondition(bounds.count < 255, "too many bounds")
        run(queries, JDL_LANE_BYTE, into: results) { similarity in
            UInt8(bounds.firstIndex { similarity >= $0 } ?? bounds.count)
        }
    }

    private func run<Score>(
        _ queries: TextList,
        _ result: jdl_lane_result,
        into results: UnsafeMutablePointer<Score>,
        score: @escaping (Double) -> Score
    ) {
        var tables = ScoreTables(score: score)
        let comparer = JaroWinkler()
        run(
            queries,
            output: jdl_lane_output(results: results, stride: count, table: nil, result: result),
            table: { tables.table(laneBits: $0, length: $1, queryLength: $2) },
            kernel: { jdl_jaro_winkler_lanes(level.code, $0, $1, $2) },
            single: { query, index in
                results[query * count + index] = queries.withText(query) { left in
                    texts.withText(index) { score(comparer.similarity(left, $0)) }
                }
            }
        )
    }

    /// Edit distances of queries with every string, in scalars; those above 255 are given as 255.
    ///
    /// - Parameters:
    ///   - queries: Texts to compare.
    ///   - swapsCount: Whether an exchange of neighbours is one edit (restricted Damerau–Levenshtein) or two (Levenshtein).
    ///   - results: A row of ``count`` for each query.
    package func editDistances(
        _ queries: TextList,
        swapsCount: Bool,
        into results: UnsafeMutablePointer<UInt8>
    ) {
        let comparer = EditDistance()
        let distances = (0...255).map { UInt8($0) }
        distances.withUnsafeBufferPointer { distances in
            run(
                queries,
                output: jdl_lane_output(
                    results: results,
                    stride: count,
                    table: distances.baseAddress,
                    result: JDL_LANE_BYTE
                ),
                table: { _, _, _ in UnsafeRawPointer(distances.baseAddress) },
                kernel: { jdl_edit_distance_lanes(level.code, swapsCount ? 1 : 0, $0, $1, $2) },
                single: { query, index in
                    let distance = queries.withText(query) { left in
                        texts.withText(index) { right in
                            swapsCount ? comparer.distance(left, right) : comparer.levenshtein(left, right)
                        }
                    }
                    results[query * count + index] = UInt8(min(distance, 255))
                }
            )
        }
    }

    /// Queries are taken some at a time, so that the rows being written stay in the processor's cache.
    private static var tileCount: Int { 32 }

    /// Applies a kernel to all queries and blocks, and a function to the pairs that no block serves.
    private func run(
        _ queries: TextList,
        output: jdl_lane_output,
        table: (_ laneBits: Int, _ length: Int, _ queryLength: Int) -> UnsafeRawPointer?,
        kernel: (UnsafePointer<jdl_lane_block>, UnsafePointer<jdl_lane_queries>, UnsafePointer<jdl_lane_output>) ->
            Void,
        single: (_ query: Int, _ index: Int) -> Void
    ) {
        var groups = [[Int]](repeating: [], count: Self.lengthMax + 1)
        var symbols = [[UInt32]](repeating: [], count: Self.lengthMax + 1)
        for query in 0..<queries.count {
            let scalars = queries.scalars(query)
            guard (1...Self.lengthMax).contains(scalars.count) else {
                for index in 0..<count { single(query, index) }
                continue
            }
            groups[scalars.count].append(query)
            symbols[scalars.count] += self.symbols(scalars)
            for index in others { single(query, index) }
        }
        var output = output
        for length in 1...Self.lengthMax {
            for start in stride(from: 0, to: groups[length].count, by: Self.tileCount) {
                let rows = groups[length][start..<min(start + Self.tileCount, groups[length].count)].map { UInt32($0) }
                let tile = Array(symbols[length][start * length..<(start + rows.count) * length])
                tile.withUnsafeBufferPointer { tile in
                    rows.withUnsafeBufferPointer { rows in
                        var part = jdl_lane_queries(
                            symbols: tile.baseAddress,
                            places: rows.baseAddress,
                            length: UInt32(length),
                            count: UInt32(rows.count)
                        )
                        for var block in blocks {
                            output.table = table(Int(block.lane_bits), Int(block.length), length)
                            kernel(&block, &part, &output)
                        }
                    }
                }
            }
        }
    }
}

/// What each number of matches, unequal ones and common leading scalars gives, for each two lengths; made when first needed.
private struct ScoreTables<Score>: ~Copyable {
    private let score: (Double) -> Score
    private var tables = [UnsafeMutablePointer<Score>?](
        repeating: nil,
        count: (PackedStrings.lengthMax + 1) * (PackedStrings.lengthMax + 1)
    )

    init(score: @escaping (Double) -> Score) {
        self.score = score
    }

    deinit {
        for table in tables { table?.deallocate() }
    }

    mutating func table(laneBits: Int, length: Int, queryLength: Int) -> UnsafeRawPointer {
        let place = length * (PackedStrings.lengthMax + 1) + queryLength
        if let known = tables[place] { return UnsafeRawPointer(known) }
        let count = Int(jdl_jaro_winkler_table_count(UInt32(laneBits)))
        let table = UnsafeMutablePointer<Score>.allocate(capacity: count)
        table.initialize(repeating: score(0), count: count)
        for matches in 1...min(length, queryLength) {
            for half in 0...matches / 2 {
                for prefix in 0...min(matches, JaroWinkler.prefixMax) {
                    let agreement = JaroWinkler.Agreement(matches: matches, unequal: 2 * half, prefix: prefix)
                    let index = jdl_jaro_winkler_index(UInt32(laneBits), UInt32(matches), UInt32(half), UInt32(prefix))
                    table[Int(index)] = score(JaroWinkler.similarity(agreement, queryLength, length))
                }
            }
        }
        tables[place] = table
        return UnsafeRawPointer(table)
    }
}
