import Foundation
import LoginFlows
import Testing

@Suite("Random flows against the reference")
struct OracleComparisonTests {
    @Test("random flows are written as YAML that reads as the same flow")
    func roundTrip() throws {
        for seed in 1...300 {
            let flow = RandomFlows.flow(seed: UInt64(seed))
            let yaml = FlowWriter.yaml(flow)
            let read = try FlowReader.flows(yaml: yaml, file: "written").map(\.flow)
            let again = read.map { FlowWriter.yaml($0) }.joined()
            #expect(again == yaml, "seed \(seed)")
            if again == yaml, read != [flow], !yaml.contains(".nan") {
                Issue.record("seed \(seed) reads as another flow:\n\(yaml)")
            }
        }
    }

    // YAML's own spellings of what a form, a duration, a session may hold: the file goes to both sides as it is.
    @Test(
        "a flow file in YAML with its many spellings gives the reference's trace to the byte",
        .enabled(if: Oracle.python != nil, "no Python with the reference's packages: set ROLLCALL_ORACLE_PYTHON"))
    func yamlFiles() async throws {
        let first = Oracle.setting("ROLLCALL_RANDOM_SEED", 1) + 500_000
        var random = SeededGenerator(seed: UInt64(first))
        let count = max(60, Oracle.setting("ROLLCALL_RANDOM_FLOWS", 300) / 4)
        let yaml = (first..<(first + count)).map { seed in
            SpelledYAML.varied(FlowWriter.yaml(RandomFlows.flow(seed: UInt64(seed))), using: &random)
        }.joined(separator: "---\n")
        let answer = try Oracle.traces(yaml: yaml)
        try #require(
            answer.lines.count == count, "the reference stopped at flow \(answer.lines.count + 1): \(answer.errors.suffix(2000))")
        let documents = try FlowReader.flows(yaml: yaml, file: "f")
        try #require(documents.count == count)
        var differences = 0
        for (document, line) in zip(documents, answer.lines) {
            let result = await FlowRunner.run(document)
            // The file's name, which comes first, is another.
            let ours = (result.error.map(\.description) ?? FlowReport.trace(result)).drop { $0 != "," }
            let theirs = line.drop { $0 != "," } + "\n"
            guard ours != theirs else { continue }
            differences += 1
            if differences <= 6 {
                Issue.record(
                    "\(document.flow.name)\n\(TraceDifference.first(String(ours), String(theirs)))\n\(FlowWriter.yaml(document.flow))"
                )
            }
        }
        #expect(differences == 0, "\(differences) of \(count) flow files differ")
    }

    // The reference needs Python with flask, flask-login, pyyaml and time-machine, and oracle.py beside the checkout.
    @Test(
        "random flows give the reference's trace to the byte",
        .enabled(if: Oracle.python != nil, "no Python with the reference's packages: set ROLLCALL_ORACLE_PYTHON"))
    func comparison() async throws {
        let first = Oracle.setting("ROLLCALL_RANDOM_SEED", 1)
        let seeds = Array(first..<(first + Oracle.setting("ROLLCALL_RANDOM_FLOWS", 300)))
        let flows = seeds.map { RandomFlows.flow(seed: UInt64($0)) }
        let answer = try Oracle.traces(flows.map { FlowWriter.json($0) })
        try #require(
            answer.lines.count == flows.count,
            "the reference stopped at seed \(first + answer.lines.count): \(answer.errors.suffix(2000))")
        var differences = 0
        for (index, flow) in flows.enumerated() {
            let document = FlowDocument(flow: flow, file: "stdin:\(index + 1)")
            let result = await FlowRunner.run(document)
            let trace = result.error.map(\.description) ?? FlowReport.trace(result)
            guard trace != answer.lines[index] + "\n" else { continue }
            differences += 1
            if differences <= 12 {
                Issue.record(
                    "seed \(seeds[index])\n\(TraceDifference.first(trace, String(answer.lines[index])))\n\(FlowWriter.yaml(flow))"
                )
            }
        }
        #expect(differences == 0, "\(differences) of \(flows.count) random flows differ")
    }
}
