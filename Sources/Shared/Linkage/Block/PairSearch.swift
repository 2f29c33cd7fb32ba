extension LinkCohort {
    /// Pairs that are gathered before they are compared.
    fileprivate static let gatheredCountMax = 512

    /// Calls a closure with every pair of a record of the cohort and one of some records of the population that a blocking
    /// rule finds, each once, by ascending record of the population.
    ///
    /// The work is done in stages over a block of records, each a short loop without dependence between its turns, so that
    /// the processor waits for many places of memory at once and not for one after the other.
    ///
    /// - Parameters:
    ///   - keys: The blocking keys of the population's records.
    ///   - rows: Which of these records.
    ///   - evaluator: Is given each record that has a pair, before the closure is called.
    ///   - body: Gets the record, the cohort's record, the first rule that pairs them, and all of them, one bit a rule.
    @inline(__always)
    func forEachPair(
        _ keys: BlockingKeys,
        rows: Range<Int>,
        _ evaluator: PairEvaluator,
        _ body: (_ row: Int, _ cohortRow: Int, _ rule: Int, _ rules: UInt64) -> Void
    ) {
        let size = BlockingKeys.blockSize
        let rowKeyStride = max(index.ruleCount, 1)
        let capacity = keys.keyCount + keys.scratchCount + size + rowKeyStride * size + 2 * Self.gatheredCountMax
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: capacity) {
            guard let block = $0.baseAddress else { return }
            let scratch = block + keys.keyCount
            let marks = scratch + keys.scratchCount
            let rowKeys = marks + size
            let gathered = rowKeys + rowKeyStride * size
            var start = rows.lowerBound
            while start < rows.upperBound {
                let count = min(size, rows.upperBound - start)
                keys.fill(block, rows: start..<start + count, scratch: scratch)
                index.mark(block, count: count, marks, rowKeys: rowKeys)
                var taken = -1
                func several(_ row: Int, _ place: Int, _ cohortRow: Int) -> UInt64 {
                    index.multiple.isEmpty ? 0 : severalRules(keys, row: row, place, scratch, cohortRow)
                }
                index.forEachGathered(start..<start + count, marks, rowKeys, gathered, evaluator) {
                    place,
                    cohortRow,
                    rule,
                    rules in
                    if place != taken {
                        evaluator.take(row: start + place)
                        taken = place
                    }
                    body(start + place, cohortRow, rule, rules | several(start + place, place, cohortRow))
                }
                if !index.multiple.isEmpty {
                    for place in 0..<count {
                        forEachSeveral(keys, row: start + place, place, block, scratch) { cohortRow, rule, rules in
                            if place != taken {
                                evaluator.take(row: start + place)
                                taken = place
                            }
                            body(start + place, cohortRow, rule, rules)
                        }
                    }
                }
                start += count
            }
        }
    }
}

extension CohortIndex {
    /// Tests the keys of a block against the filters of all rules, and turns the keys to a record after the other.
    ///
    /// - Parameters:
    ///   - block: The keys, rule by rule.
    ///   - count: Records of the block.
    ///   - marks: Is given the rules that a record's keys pass, one bit a rule.
    ///   - rowKeys: Is given the keys of each record, 1 where it has none.
    fileprivate func mark(
        _ block: UnsafePointer<UInt64>,
        count: Int,
        _ marks: UnsafeMutablePointer<UInt64>,
        rowKeys: UnsafeMutablePointer<UInt64>
    ) {
        for place in 0..<count { marks[place] = 0 }
        for rule in 0...ruleCount {
            // What a rule reads is asked for while the rule before it is tested.
            if rule < ruleCount {
                prefetchFilter(rule: rule, keys: block + rule * BlockingKeys.blockSize, count: count)
            }
            if rule > 0 { mark(rule: rule - 1, keys: block + (rule - 1) * BlockingKeys.blockSize, count: count, marks) }
        }
        for place in 0..<count where marks[place] != 0 {
            for rule in 0..<ruleCount {
                rowKeys[place * ruleCount + rule] = max(block[rule * BlockingKeys.blockSize + place], 1)
            }
        }
    }

    /// Calls a closure with the pairs of a block, each once.
    @inline(__always)
    fileprivate func forEachGathered(
        _ rows: Range<Int>,
        _ marks: UnsafePointer<UInt64>,
        _ rowKeys: UnsafePointer<UInt64>,
        _ gathered: UnsafeMutablePointer<UInt64>,
        _ evaluator: PairEvaluator,
        _ body: (_ place: Int, _ cohortRow: Int, _ rule: Int, _ rules: UInt64) -> Void
    ) {
        let count = rows.count
        let ruleSets = gathered + LinkCohort.gatheredCountMax
        var gatheredCount = 0
        @inline(__always)
        func compareGathered() {
            var pairCount = 0
            for item in 0..<gatheredCount {
                let (cohortRow, place) = (Int(gathered[item] & 0xffff_ffff), Int(gathered[item] >> 40))
                let rules = rules(cohortRow: cohortRow, keys: rowKeys + place * ruleCount)
                // By the first rule alone; of the other words that share a bucket none is left.
                if rules.trailingZeroBitCount != Int(gathered[item] >> 32 & 63) { continue }
                evaluator.prefetchSketches(cohortRow: cohortRow, row: rows.lowerBound + place)
                if evaluator.comparesAnew { evaluator.prefetchPlaces(cohortRow: cohortRow) }
                (gathered[pairCount], ruleSets[pairCount]) = (gathered[item], rules)
                pairCount += 1
            }
            if evaluator.comparesAnew {
                for pair in 0..<pairCount { evaluator.prefetchTexts(cohortRow: Int(gathered[pair] & 0xffff_ffff)) }
            }
            for pair in 0..<pairCount {
                let word = gathered[pair]
                body(Int(word >> 40), Int(word & 0xffff_ffff), Int(word >> 32 & 63), ruleSets[pair])
            }
            gatheredCount = 0
        }
        @inline(__always)
        func forEachProbe(_ body: (_ place: Int, _ rule: Int, _ key: UInt64) -> Void) {
            for place in 0..<count where marks[place] != 0 {
                var open = marks[place]
                while open != 0 {
                    let rule = open.trailingZeroBitCount
                    open &= open &- 1
                    body(place, rule, rowKeys[place * ruleCount + rule])
                }
            }
        }
        forEachProbe { _, rule, key in prefetchBucket(rule: rule, key: key) }
        forEachProbe { _, rule, key in prefetchWords(rule: rule, bucket: bucket(rule: rule, key: key)) }
        forEachProbe { place, rule, key in
            forEachRow(rule: rule, key: key, in: bucket(rule: rule, key: key)) { member in
                if gatheredCount == LinkCohort.gatheredCountMax { compareGathered() }
                gathered[gatheredCount] = UInt64(place) << 40 | UInt64(rule) << 32 | UInt64(member)
                gatheredCount += 1
                prefetch(cohortRow: Int(member))
            }
        }
        compareGathered()
    }
}
