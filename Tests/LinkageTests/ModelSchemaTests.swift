import Foundation
import Linkage
import Testing

@Suite("Published schema of model.json")
struct ModelSchemaTests {
    private let schema: [String: Any]

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let data = try Data(contentsOf: root.appendingPathComponent("docs/link-model.schema.json"))
        schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test("an estimated model has the properties that it names and no others")
    func keys() throws {
        let population = SmallFiles.population(300, seed: 21)
        let plan = LinkPlan(schema: try population.columns().schema)
        let linkage = try LocalLinkage(
            plan: plan,
            cohort: population.cohort(60, absent: 6).columns(),
            pool: population.columns()
        )
        let file = LinkModelFile(
            model: try linkage.estimate(),
            cohort: linkage.cohort,
            values: linkage.countValues(),
            presentShare: 0.9
        )
        let json = try JSONSerialization.jsonObject(with: file.json())
        #expect(problems(json, schema, "model") == [])
        #expect(problems(["version": 2, "name": "x"], schema, "model").contains("model.name: unknown"))
    }

    /// Properties that the schema does not know or that are missing.
    private func problems(_ value: Any, _ schema: [String: Any], _ path: String) -> [String] {
        if let object = value as? [String: Any] {
            let known = schema["properties"] as? [String: [String: Any]] ?? [:]
            let others = schema["additionalProperties"] as? [String: Any]
            let missing = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }.map {
                "\(path).\($0): missing"
            }
            return missing
                + object.sorted { $0.key < $1.key }.flatMap { key, value in
                    guard let part = known[key] ?? others else { return ["\(path).\(key): unknown"] }
                    return problems(value, part, "\(path).\(key)")
                }
        }
        if let list = value as? [Any], let items = schema["items"] as? [String: Any] {
            return list.enumerated().flatMap { problems($1, items, "\(path)[\($0)]") }
        }
        let isList = value is [Any]
        return isList == (schema["type"] as? String == "array") ? [] : ["\(path): of another type"]
    }
}
