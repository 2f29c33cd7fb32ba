import Linkage
import Statistics
import Testing

/// Short cuts of the pair loop against what they stand for.
@Suite("Quick bounds of string comparisons")
struct QuickBoundTests {
    /// Words over a small alphabet, so that many pairs are near each other.
    private func word(_ random: CounterRandom, _ index: Int) -> [UInt8] {
        let length = 1 + random.below(8, at: UInt64(index) << 8)
        return (0..<length).map { UInt8(ascii: "A") + UInt8(random.below(3, at: UInt64(index) << 8 + UInt64($0) + 1)) }
    }

    @Test("at most one edit is what the edit distance says")
    func oneEdit() {
        let random = CounterRandom(seed: 5, purpose: "one edit")
        var near = 0
        for index in 0..<20_000 {
            let (left, right) = (word(random, 2 * index), word(random, 2 * index + 1))
            let (isEnough, distance) = left.withUnsafeBufferPointer { left in
                right.withUnsafeBufferPointer { (OneEdit.isEnough(left, $0), EditDistance.textbook(left, $0)) }
            }
            #expect(isEnough == (distance <= 1))
            near += isEnough ? 1 : 0
        }
        #expect(near > 500)
    }

    @Test("character counts never turn away what is one edit apart or looks alike, and nearly all else")
    func characterCounts() {
        let characters = Array("0O1IL2Z5S8B34679ACDX".utf8)
        let random = CounterRandom(seed: 7, purpose: "character counts")
        let near = Comparison(field: "x", levels: [.any([.edits(1), .lookAlike]), .otherwise])
        var turnedAway = 0
        for index in 0..<20_000 {
            let draw = { (place: Int, bound: Int) in random.below(bound, at: UInt64(index) << 8 + UInt64(place)) }
            var left = (0..<4 + draw(0, 9)).map { characters[draw($0 + 1, characters.count)] }
            if index % 100 == 0 { left[0] = UInt8(ascii: "a") }
            var right = left
            if index % 2 == 0 {
                for edit in 0..<1 + draw(20, 2) {
                    let place = draw(21 + edit, right.count)
                    switch draw(24 + edit, 4) {
                    case 0: right[place] = characters[draw(27 + edit, characters.count)]
                    case 1: right.remove(at: place)
                    case 2: right.insert(characters[draw(27 + edit, characters.count)], at: place)
                    default: right.swapAt(place, draw(27 + edit, right.count))
                    }
                }
            } else {
                right = left.indices.map { characters[draw($0 + 30, characters.count)] }
            }
            let mayBeNear = left.withUnsafeBufferPointer { left in
                right.withUnsafeBufferPointer {
                    CharacterCounts.mayBeNear(CharacterCounts.word(of: left), CharacterCounts.word(of: $0))
                }
            }
            let texts = (String(decoding: left, as: UTF8.self), String(decoding: right, as: UTF8.self))
            if near.level(texts.0, texts.1, role: .identifier) == near.levels[0] { #expect(mayBeNear) }
            if index % 2 == 1 { turnedAway += mayBeNear ? 0 : 1 }
        }
        #expect(turnedAway > 8_000)
    }

    @Test("a sketch never turns away a level that holds, and turns away nearly all unlike names")
    func sketches() {
        let names = ["WILLIAM", "BILL", "ELIZABETH", "BETH", "SMITH JONES", "SMITH", "JO", "J", "ZOË", "ANNA-MARIA"]
        let random = CounterRandom(seed: 8, purpose: "sketches")
        let comparison = Comparison(
            field: "x",
            levels: [.exact, .nickname, .jaroWinkler(0.92), .compound, .initial, .jaroWinkler(0.8), .otherwise]
        )
        let comparer = JaroWinkler()
        var turnedAway = 0
        for index in 0..<20_000 {
            let draw = { (place: Int, bound: Int) in random.below(bound, at: UInt64(index) << 8 + UInt64(place)) }
            let texts = (0..<2).map { side -> [UInt8] in
                if index % 4 == 0 { return Array(names[draw(side, names.count)].utf8) }
                // Few letters, so that many pairs are near each other and letters come thrice.
                return (0..<1 + draw(2 + side, 9)).map { UInt8(ascii: "A") + UInt8(draw(4 + 2 * $0 + side, 6)) }
            }
            let (mayBeAlike, isAtMost) = texts[0].withUnsafeBufferPointer { left in
                texts[1].withUnsafeBufferPointer { right in
                    let sketches = (TextSketch(left), TextSketch(right))
                    let similarityMax = TextSketch.similarityMax(sketches.0, sketches.1)
                    return (
                        TextSketch.mayBeAlike(sketches.0, sketches.1, similarityMin: 0.8),
                        comparer.similarity(left, right) <= similarityMax
                    )
                }
            }
            #expect(isAtMost)
            let (left, right) = (String(decoding: texts[0], as: UTF8.self), String(decoding: texts[1], as: UTF8.self))
            let isUnlike = comparison.level(left, right, role: .forename) == .otherwise
            if !isUnlike { #expect(mayBeAlike, "\(left) and \(right)") }
            turnedAway += mayBeAlike ? 0 : 1
        }
        #expect(turnedAway > 5_000)
    }
}
