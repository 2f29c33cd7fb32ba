import Foundation
import Reports
import Testing

@Suite("Published schema of results.json")
struct SchemaTests {
    private let schema: [String: Any]

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let data = try Data(contentsOf: root.appendingPathComponent("docs/results.schema.json"))
        schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test("results with every part, and with as few as possible, follow it")
    func valid() throws {
        #expect(try problems(SampleReport.model(truth: SyntheticTruth(effect: -0.05))) == [])
        #expect(try problems(SampleReport.model(isFull: true)) == [])
        var sparse = SampleReport.model(isSignificant: false, reoffenders: 29)
        sparse.overlap = nil
        sparse.linkage = nil
        sparse.sensitivity = Sensitivity()
        #expect(try problems(sparse) == [])
    }

    @Test("a value that it does not allow is found")
    func invalid() throws {
        var model = SampleReport.model()
        model.attrition.submitted = -1
        model.outcomes[0].figures?.difference.pValue = 1.5
        #expect(
            try problems(model) == [
                "attrition.submitted: below 0", "outcomes.0.figures.difference.pValue: above 1",
            ]
        )
    }

    @Test("every property of it has a description, or a reference to one")
    func described() throws {
        let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
        for (name, definition) in definitions {
            for (key, value) in try #require(definition["properties"] as? [String: [String: Any]]) {
                #expect(value["description"] != nil || value["$ref"] != nil, "\(name).\(key)")
            }
        }
    }

    private func problems(_ model: ReportModel) throws -> [String] {
        let json = try JSONSerialization.jsonObject(with: Data(try model.json().utf8))
        return check(json, schema, path: []).sorted()
    }

    /// The part of JSON Schema that the published schema uses.
    private func check(_ value: Any, _ schema: [String: Any], path: [String]) -> [String] {
        let place = path.joined(separator: ".")
        if let reference = (schema["$ref"] as? String)?.split(separator: "/").last,
            let definition = (self.schema["$defs"] as? [String: [String: Any]])?[String(reference)]
        {
            return check(value, definition, path: path)
        }
        if let allowed = schema["enum"] as? [AnyHashable], !allowed.contains(where: { $0 == value as? AnyHashable }) {
            return ["\(place): not one of the allowed values"]
        }
        switch schema["type"] as? String {
        case "object": return checkObject(value, schema, path: path)
        case "array":
            guard let items = value as? [Any], let rule = schema["items"] as? [String: Any] else {
                return ["\(place): not an array"]
            }
            return items.enumerated().flatMap { check($1, rule, path: path + ["\($0)"]) }
        case "string": return value is String ? [] : ["\(place): not a string"]
        case "boolean": return value is Bool ? [] : ["\(place): not true or false"]
        case "integer", "number":
            guard let number = (value as? NSNumber)?.doubleValue else { return ["\(place): not a number"] }
            if schema["type"] as? String == "integer", number != number.rounded() { return ["\(place): not whole"] }
            if let least = schema["minimum"] as? Int, number < Double(least) { return ["\(place): below \(least)"] }
            if let most = schema["maximum"] as? Int, number > Double(most) { return ["\(place): above \(most)"] }
            return []
        default: return ["\(place): the schema has no type"]
        }
    }

    private func checkObject(_ value: Any, _ schema: [String: Any], path: [String]) -> [String] {
        let place = path.joined(separator: ".")
        guard let object = value as? [String: Any], let properties = schema["properties"] as? [String: [String: Any]],
            let required = schema["required"] as? [String]
        else { return ["\(place): not an object"] }
        let missing = required.filter { object[$0] == nil }.map { "\(place): \($0) is missing" }
        return missing
            + object.flatMap { key, value -> [String] in
                guard let rule = properties[key] else { return ["\(place): \(key) is unknown"] }
                return check(value, rule, path: path + [key])
            }
    }
}
