import Foundation
import LoginFlows
import Testing

@Suite("The example flows that ship")
struct ExampleFlowTests {
    static let names = ProjectFiles.names(in: ProjectFiles.exampleFlows, ending: ".yaml")

    @Test("there are enough of them to teach every feature")
    func count() {
        #expect(Self.names.count >= 20)
    }

    @Test("every one passes, judges something, and says what it is about", arguments: names)
    func passes(name: String) async throws {
        let yaml = try ProjectFiles.text(ProjectFiles.exampleFlows.appending(path: name))
        for document in try FlowReader.flows(yaml: yaml, file: name) {
            let result = await FlowRunner.run(document)
            if !result.passed { Issue.record("\(FlowReport.text(result))") }
            #expect(document.flow.about != nil)
            let judged = document.flow.steps.contains { step in
                if case .request(let request) = step { request.expect != nil } else { false }
            }
            #expect(judged)
        }
    }

    // Registry sessions and series tokens are not Flask-Login's.
    @Test(
        "what they teach of Flask-Login is what the reference does",
        .enabled(if: Oracle.python != nil, "no Python with the reference's packages: set ROLLCALL_ORACLE_PYTHON"))
    func reference() async throws {
        var documents: [FlowDocument] = []
        for name in Self.names {
            let yaml = try ProjectFiles.text(ProjectFiles.exampleFlows.appending(path: name))
            documents += try FlowReader.flows(yaml: yaml, file: name).filter {
                $0.flow.app.sessions == .cookie && $0.flow.app.remember == .signed
            }
        }
        let answer = try Oracle.traces(documents.map { FlowWriter.json($0.flow) })
        try #require(answer.lines.count == documents.count, "\(answer.errors.suffix(1000))")
        for (index, document) in documents.enumerated() {
            let flow = FlowDocument(flow: document.flow, file: "stdin:\(index + 1)")
            let trace = FlowReport.trace(await FlowRunner.run(flow))
            #expect(trace == answer.lines[index] + "\n", "\(document.file): \(document.flow.name)")
        }
    }

    @Test("every one is written back as YAML that reads as the same flow", arguments: names)
    func roundTrip(name: String) throws {
        let yaml = try ProjectFiles.text(ProjectFiles.exampleFlows.appending(path: name))
        let flows = try FlowReader.flows(yaml: yaml, file: name).map(\.flow)
        #expect(try FlowReader.flows(yaml: FlowWriter.yaml(flows), file: "written").map(\.flow) == flows)
    }
}
