extension LinkCohort {
    /// Calls a closure with every pair of a record of the cohort and one of some records of the population that a blocking
    /// rule finds, each once, by ascending record of the population.
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
        let index = index
        let ruleCount = index.ruleCount
        let size = BlockingKeys.blockSize
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: keys.keyCount + keys.scratchCount + size + ruleCount) {
            guard let block = $0.baseAddress else { return }
            let scratch = block + keys.keyCount
            let marks = scratch + keys.scratchCount
            let rowKeys = marks + size
            var start = rows.lowerBound
            while start < rows.upperBound {
                let count = min(size, rows.upperBound - start)
                keys.fill(block, rows: start..<start + count, scratch: scratch)
                for place in 0..<count { marks[place] = 0 }
                for rule in 0..<ruleCount { index.mark(rule: rule, keys: block + rule * size, count: count, marks) }
                for place in 0..<count where marks[place] != 0 {
                    for rule in 0..<ruleCount { rowKeys[rule] = max(block[rule * size + place], 1) }
                    var isTaken = false
                    var open = marks[place]
                    while open != 0 {
                        let rule = open.trailingZeroBitCount
                        open &= open &- 1
                        for member in index.block(rule: rule, key: rowKeys[rule]) {
                            let rules = index.rules(cohortRow: Int(member), keys: rowKeys)
                            if rules & ((1 << UInt64(rule)) &- 1) != 0 { continue }
                            if !isTaken {
                                evaluator.take(row: start + place)
                                isTaken = true
                            }
                            body(start + place, Int(member), rule, rules)
                        }
                    }
                }
                start += count
            }
        }
    }
}
