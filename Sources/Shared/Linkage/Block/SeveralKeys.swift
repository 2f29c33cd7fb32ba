extension LinkCohort {
    /// The rules with several keys that pair a record of the cohort with one of the population, one bit a rule.
    func severalRules(
        _ keys: BlockingKeys,
        row: Int,
        _ place: Int,
        _ scratch: UnsafePointer<UInt64>,
        _ cohortRow: Int
    ) -> UInt64 {
        var rules: UInt64 = 0
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: BlockingKeys.severalCountMax) { memory in
            guard let several = memory.baseAddress else { return }
            for table in index.multiple {
                let count = keys.severalKeys(rule: table.rule, row: row, place: place, scratch: scratch, into: several)
                let found = table.firstCommon(
                    cohortRow: cohortRow,
                    UnsafeBufferPointer(start: several, count: count)
                )
                if found != nil { rules |= 1 << UInt64(table.rule) }
            }
        }
        return rules
    }

    /// Calls a closure with the pairs of one record of the population that only rules with several keys find, each once.
    ///
    /// - Parameters:
    ///   - keys: The blocking keys of the population's records.
    ///   - row: The record.
    ///   - place: Its place in the block.
    ///   - block: The block's keys by rules with one key.
    ///   - scratch: The block's scratch memory.
    ///   - body: Gets the cohort's record, the first rule that pairs them, and all of them, one bit a rule.
    func forEachSeveral(
        _ keys: BlockingKeys,
        row: Int,
        _ place: Int,
        _ block: UnsafePointer<UInt64>,
        _ scratch: UnsafePointer<UInt64>,
        _ body: (_ cohortRow: Int, _ rule: Int, _ rules: UInt64) -> Void
    ) {
        let ruleCount = index.ruleCount
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: BlockingKeys.severalCountMax + ruleCount) { memory in
            guard let several = memory.baseAddress else { return }
            let rowKeys = several + BlockingKeys.severalCountMax
            for rule in 0..<ruleCount { rowKeys[rule] = max(block[rule * BlockingKeys.blockSize + place], 1) }
            for table in index.multiple {
                let count = keys.severalKeys(rule: table.rule, row: row, place: place, scratch: scratch, into: several)
                for number in 0..<count {
                    table.forEachRow(several[number]) { member in
                        let cohortRow = Int(member)
                        // By the first key in common, and by no rule with one key.
                        let others = UnsafeBufferPointer(start: several, count: number)
                        guard index.rules(cohortRow: cohortRow, keys: rowKeys) == 0,
                            table.firstCommon(cohortRow: cohortRow, others) == nil
                        else { return }
                        let rules = severalRules(keys, row: row, place, scratch, cohortRow)
                        if rules & ((1 << UInt64(table.rule)) &- 1) == 0 { body(cohortRow, table.rule, rules) }
                    }
                }
            }
        }
    }
}
