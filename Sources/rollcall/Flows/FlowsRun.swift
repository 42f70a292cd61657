import ArgumentParser
import Glibc
import LoginFlows
import RollcallSupport
import Screen
import SessionCore

struct FlowsRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run flow files on the session core, in this process, or against a live application.",
        discussion: """
            Exits 0 if all flows pass, 1 if one fails, 2 if a file cannot be read, is not a flow or cannot be carried out.

            With --target the requests go over HTTP to a live application, with the mock browsers' cookies; the file's app and
            users are not used. A step or expectation that only the inside of an application allows (moving the clock, changing
            users or keys, signals) is an error. With a key, sessions are verified and can be signed.

            EXAMPLES
              rollcall flows run login.yaml
              rollcall flows run tests/*.yaml --format junit > report.xml
              rollcall flows run golden.yaml --format trace | diff - golden.jsonl
              rollcall flows run login.yaml --target http://127.0.0.1:5000 --key-file keys.txt
            """)

    enum FormatName: String, ExpressibleByArgument, CaseIterable {
        case text, json, trace, junit
    }

    @Argument(help: "Flow files; - is standard input.", completion: .file(extensions: ["yaml", "yml", "json"]))
    var files: [String]
    @Option(help: ArgumentHelp("text, json, trace or junit. Default: text.", valueName: "format"))
    var format: FormatName?
    @Option(help: ArgumentHelp("Run over HTTP against a live application, such as http://127.0.0.1:5000.", valueName: "url"))
    var target: String?
    @OptionGroup var keys: KeyOptions
    @OptionGroup var global: GlobalOptions

    private static let fileLimit = 64 * 1_048_576

    func run() throws {
        let context = try CommandContext(global)
        let format = format.flatMap { FlowReport.Format(rawValue: $0.rawValue) } ?? (context.output.isJSON ? .json : .text)
        let live = try liveRun(context)
        var results: [FlowResult] = []
        var verdicts: [FlowVerdict] = []
        for file in files {
            do {
                for document in try documents(of: file) {
                    let result = try Blocking.run {
                        if let live { await live.run(document) } else { await FlowRunner.run(document) }
                    }
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
            } else if format == .json || (format == .trace && (live != nil || FileDescriptor.isTerminal(STDOUT_FILENO))) {
                // What a live application answers is a stranger's text wherever it goes.
                context.output.raw(JSONLine.escaped(report))
            } else {
                // A trace elsewhere is compared to the byte; the XML escapes by its own rules.
                context.output.raw(report)
            }
        }
        let status = FlowVerdict.overall(verdicts).rawValue
        if status != 0 { throw ExitCode(status) }
    }

    private func liveRun(_ context: CommandContext) throws -> LiveRun? {
        guard let target else {
            guard keys.keyFile.isEmpty, keys.keyEnv.isEmpty else {
                throw Failure(.usage, "--key-file and --key-env go with --target; in process the flow file has the keys")
            }
            return nil
        }
        let place: LiveTarget
        do {
            place = try LiveTarget(target)
        } catch {
            throw Failure(.usage, "--target \(Sanitizer.visible(target)): \(error.problem)")
        }
        return LiveRun(place, keys: try keys.read(context), transport: SocketTransport(), clock: SystemClock.now)
    }

    private func documents(of file: String) throws -> [FlowDocument] {
        let bytes =
            file == "-"
            ? try File.readStandardInput(what: "flows", limit: Self.fileLimit)
            : try File.read(file, what: "flow file", limit: Self.fileLimit)
        return try FlowReader.flows(bytes: bytes, file: file == "-" ? "standard input" : file)
    }
}
