import Foundation
import LoginFlows
import Testing

@Suite("Random flows against the reference")
struct OracleComparisonTests {
    /// How many, from which seed on: `$ROLLCALL_RANDOM_FLOWS` and `$ROLLCALL_RANDOM_SEED`.
    private static func setting(_ name: String, _ standard: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
    }

    @Test("random flows are written as YAML that reads as the same flow")
    func roundTrip() throws {
        for seed in 1...300 {
            let flow = RandomFlows.flow(seed: UInt64(seed))
            let yaml = FlowWriter.yaml(flow)
            let read = try FlowReader.flows(yaml: yaml, file: "written").map(\.flow)
            let again = read.map { FlowWriter.yaml($0) }.joined()
            #expect(again == yaml, "seed \(seed)")
            if again == yaml, read != [flow] { Issue.record("seed \(seed) reads as another flow:\n\(yaml)") }
        }
    }

    // The reference needs Python with flask, flask-login, pyyaml and time-machine, and oracle.py beside the checkout.
    @Test(
        "random flows give the reference's trace to the byte",
        .enabled(if: Oracle.python != nil, "no Python with the reference's packages: set ROLLCALL_ORACLE_PYTHON"))
    func comparison() async throws {
        let first = Self.setting("ROLLCALL_RANDOM_SEED", 1)
        let seeds = Array(first..<(first + Self.setting("ROLLCALL_RANDOM_FLOWS", 300)))
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
                Issue.record("seed \(seeds[index])\n\(TraceDifference.first(trace, String(answer.lines[index])))")
            }
        }
        #expect(differences == 0, "\(differences) of \(flows.count) random flows differ")
    }
}
