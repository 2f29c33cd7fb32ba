import Statistics
import Testing

struct CompensatedSumTests {
    @Test("small numbers beside large ones that cancel are not lost")
    func cancellation() {
        var sum = CompensatedSum()
        for number in [1, 1e100, 1, -1e100] { sum.add(number) }
        #expect(sum.value == 2)
    }

    @Test("ten million tenths make a million")
    func manyTenths() {
        var sum = CompensatedSum()
        for _ in 0..<10_000_000 { sum.add(0.1) }
        #expect(sum.value == 1_000_000)
    }

    @Test("partial sums keep their corrections when they are added")
    func partials() {
        var first = CompensatedSum()
        first.add(1e16)
        first.add(1)
        var second = CompensatedSum()
        second.add(1)
        second.add(-1e16)
        first.add(second)
        #expect(first.value == 2)
        let stored = CompensatedSum(sum: first.sum, correction: first.correction)
        #expect(stored == first)
    }
}
