import Foundation
import LoginFlows
import Testing

@Suite("The example flows that ship")
struct ExampleFlowTests {
    static let names = ProjectFiles.names(in: ProjectFiles.exampleFlows, ending: ".yaml")

    @Test("there are enough of them to teach every feature")
    func count() {
        #expect(Self.names.count >= 12)
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

    @Test("every one is written back as YAML that reads as the same flow", arguments: names)
    func roundTrip(name: String) throws {
        let yaml = try ProjectFiles.text(ProjectFiles.exampleFlows.appending(path: name))
        let flows = try FlowReader.flows(yaml: yaml, file: name).map(\.flow)
        #expect(try FlowReader.flows(yaml: FlowWriter.yaml(flows), file: "written").map(\.flow) == flows)
    }
}
