import ArgumentParser
import Glibc
import LoginFlows
import RollcallSupport
import Screen

struct FlowsRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run flow files on the session core, in this process.",
        discussion: """
            Exits 0 if all flows pass, 1 if one fails, 2 if a file cannot be read or is not a flow.

            EXAMPLES
              rollcall flows run login.yaml
              rollcall flows run tests/*.yaml --format junit > report.xml
              rollcall flows run golden.yaml --format trace | diff - golden.jsonl
            """)

    enum FormatName: String, ExpressibleByArgument, CaseIterable {
        case text, json, trace, junit
    }

    @Argument(help: "Flow files; - is standard input.", completion: .file(extensions: ["yaml", "yml", "json"]))
    var files: [String]
    @Option(help: ArgumentHelp("text, json, trace or junit. Default: text.", valueName: "format"))
    var format: FormatName?
    @Option(help: ArgumentHelp("Run over HTTP against a live application. Not in this version.", visibility: .hidden))
    var target: String?
    @OptionGroup var global: GlobalOptions

    private static let fileLimit = 64 * 1_048_576

    func run() throws {
        if target != nil {
            throw Failure(
                .outside, "--target: running flows over HTTP is not built into this version; leave it out to run them in process")
        }
        let context = try CommandContext(global)
        let format = format.flatMap { FlowReport.Format(rawValue: $0.rawValue) } ?? (context.output.isJSON ? .json : .text)
        var results: [FlowResult] = []
        var verdicts: [FlowVerdict] = []
        for file in files {
            do {
                for document in try documents(of: file) {
                    let result = try Blocking.run { await FlowRunner.run(document) }
                    results.append(result)
                    verdicts.append(result.verdict)
                    if let error = result.error { Messages.error(error.description) }
                }
            } catch {
                // One bad file does not keep the others from being run.
                Messages.error("\(error)")
                verdicts.append(.unreadable)
            }
        }
        if !results.isEmpty || format == .junit {
            let report = FlowReport.report(results, as: format)
            if format == .text {
                for line in report.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                    context.output.line(Sanitizer.visible(String(line)))
                }
            } else if format == .json || (format == .trace && FileDescriptor.isTerminal(STDOUT_FILENO)) {
                context.output.raw(JSONLine.escaped(report))
            } else {
                // A trace elsewhere is compared to the byte; the XML escapes by its own rules.
                context.output.raw(report)
            }
        }
        let status = FlowVerdict.overall(verdicts).rawValue
        if status != 0 { throw ExitCode(status) }
    }

    private func documents(of file: String) throws -> [FlowDocument] {
        let bytes =
            file == "-"
            ? try File.readStandardInput(what: "flows", limit: Self.fileLimit)
            : try File.read(file, what: "flow file", limit: Self.fileLimit)
        return try FlowReader.flows(bytes: bytes, file: file == "-" ? "standard input" : file)
    }
}
