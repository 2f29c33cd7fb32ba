import Extracts
import Testing

@Suite("Vocabularies")
struct VocabularyTests {
    private func checkWords<T: Coded>(_ type: T.Type) {
        let words = T.allCases.map(\.word)
        #expect(Set(words).count == words.count)
        #expect(Set(T.allCases.map(\.rawValue)).count == words.count)
        for value in T.allCases {
            #expect(T(word: value.word) == value)
            #expect(T(word: value.word.uppercased().replacing("_", with: " ")) == value)
            #expect(T(word: value.word.replacing("_", with: "-")) == value)
        }
        #expect(T(word: "") == nil)
        #expect(T(word: "no such word") == nil)
    }

    @Test("every value is known by its word, in any case, with spaces or hyphens")
    func words() {
        checkWords(Sex.self)
        checkWords(Disposal.self)
        checkWords(OffenceOutcome.self)
        checkWords(Tier.self)
        checkWords(EmploymentKind.self)
        checkWords(ProgrammeSetting.self)
    }

    @Test(
        "a sex is known by its usual words",
        arguments: [
            ("F", Sex.female), ("female", .female), ("Woman", .female), ("m", .male), ("MALE", .male), ("man", .male),
            ("", .notRecorded), ("unknown", .notRecorded), ("x", nil), ("fem", nil),
        ] as [(String, Sex?)]
    )
    func sex(_ word: String, _ expected: Sex?) {
        #expect(Sex(anyWord: word) == expected)
    }

    @Test("all outcomes but penalty notices prove a reoffence")
    func proof() {
        #expect(OffenceOutcome.allCases.filter { !$0.isProven } == [.penaltyNotice])
    }

    @Test("a setting says which disposals can be an index event")
    func disposals() {
        #expect(ProgrammeSetting.custody.disposals == [.custody])
        #expect(ProgrammeSetting.community.disposals == [.suspendedSentence, .communityOrder])
        #expect(ProgrammeSetting.both.disposals == [.custody, .suspendedSentence, .communityOrder])
    }
}
