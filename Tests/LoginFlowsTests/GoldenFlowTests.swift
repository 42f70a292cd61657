import Foundation
import LoginFlows
import Testing

@Suite("Flows against the reference's recorded traces")
struct GoldenFlowTests {
    static let golden = ProjectFiles.sharedFlows.appending(path: "golden.yaml")

    // The golden files are not part of the checkout: without them there is nothing to compare with.
    @Test(
        "all 150 golden flows give the reference's trace to the byte",
        .enabled(if: ProjectFiles.exists(golden), "../shared/flows/golden.yaml is not there"))
    func goldenFlows() async throws {
        let documents = try FlowReader.flows(yaml: ProjectFiles.text(Self.golden), file: "golden.yaml")
        let expected = try ProjectFiles.text(ProjectFiles.sharedFlows.appending(path: "golden.jsonl")).split(separator: "\n")
        try #require(documents.count == 150)
        try #require(expected.count == 150)
        let same = await matching(documents, expected)
        #expect(same == 150, "\(same) of 150 golden flows are identical")
    }

    @Test("the recorded fixtures give the reference's trace to the byte, and their expectations hold")
    func fixtures() async throws {
        let names = ProjectFiles.names(in: ProjectFiles.fixtures, ending: ".yaml")
        #expect(names.count >= 6)
        for name in names {
            let documents = try FlowReader.flows(yaml: ProjectFiles.text(ProjectFiles.fixtures.appending(path: name)), file: name)
            let trace = name.replacing(".yaml", with: ".jsonl")
            let expected = try ProjectFiles.text(ProjectFiles.fixtures.appending(path: trace)).split(separator: "\n")
            try #require(documents.count == expected.count, "\(name)")
            #expect(await matching(documents, expected) == documents.count)
            for document in documents {
                let result = await FlowRunner.run(document)
                if !result.passed { Issue.record("\(FlowReport.text(result))") }
            }
        }
    }

    /// How many are the same; each difference is recorded as an issue with the first observation that differs.
    private func matching(_ documents: [FlowDocument], _ expected: [Substring]) async -> Int {
        var same = 0
        for (document, line) in zip(documents, expected) {
            let result = await FlowRunner.run(document)
            if let error = result.error {
                Issue.record("\(document.flow.name): \(error)")
                continue
            }
            let trace = FlowReport.trace(result)
            if trace == line + "\n" {
                same += 1
            } else {
                Issue.record("\(document.flow.name)\n\(TraceDifference.first(trace, String(line)))")
            }
        }
        return same
    }
}

/// Where two trace lines part.
enum TraceDifference {
    static func first(_ ours: String, _ reference: String) -> String {
        let (a, b) = (Array(ours.utf8), Array(reference.utf8))
        let at = zip(a, b).enumerated().first { $1.0 != $1.1 }?.offset ?? min(a.count, b.count)
        func around(_ bytes: [UInt8]) -> String {
            String(decoding: bytes[max(0, min(at, bytes.count) - 300)..<min(bytes.count, at + 300)], as: UTF8.self)
        }
        return "ours:      …\(around(a))…\nreference: …\(around(b))…"
    }
}
