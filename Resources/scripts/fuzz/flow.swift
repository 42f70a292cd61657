// Fuzzes flow files: YAML, and the flow that it holds. What is read is written again, and must read as the same flow.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFlow(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    do {
        let flows = try FlowReader.flows(bytes: bytes, file: "fuzz").map(\.flow)
        let yaml = FlowWriter.yaml(flows)
        let again = try FlowReader.flows(yaml: yaml, file: "written").map(\.flow)
        precondition(FlowWriter.yaml(again) == yaml)
    } catch {
        // A refusal says where: one without a line is about the whole file.
        precondition(!error.problem.isEmpty)
        precondition(error.file == "fuzz")
    }
    return 0
}
