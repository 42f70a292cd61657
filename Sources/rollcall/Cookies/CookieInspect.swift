import ArgumentParser
import CookieInspector
import RollcallSupport
import Screen
import SessionCore

struct CookieInspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Recognise, unwrap, verify and judge cookies.",
        discussion: """
            Decoding needs no key. Nothing a cookie holds is executed: a pickle is named, never loaded. Exits 0 if every cookie \
            is valid, else 1.

            EXAMPLES
              rollcall cookie inspect 'session=eyJfdXNlcl9pZCI6IjQyIn0.ZcX0AA.…' --key-file keys.txt
              curl -sI https://example.test/login | grep -i '^set-cookie' | rollcall cookie inspect -
              rollcall cookie inspect - --key-env SECRET_KEY --max-age 2678400 --format json < cookies.txt
            """)

    @Argument(help: "A bare value, name=value, or a Cookie: or Set-Cookie: header line; - reads one a line from standard input.")
    var cookie = "-"
    @Option(help: ArgumentHelp("The name of bare values; of headers, only the cookies of this name.", valueName: "name"))
    var name: String?
    @OptionGroup var keys: KeyOptions
    @Option(help: ArgumentHelp("After how many seconds a signature expires. Default: never.", valueName: "seconds"))
    var maxAge: Int64?
    @Option(help: ArgumentHelp("Judge as of this time (ISO 8601). Default: now.", valueName: "time"))
    var now: String?
    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    /// Bytes of standard input that are read.
    private static let inputLimit = 64 * 1_048_576

    func validate() throws {
        if let maxAge, maxAge < 0 { throw ValidationError("--max-age is \(maxAge); expected 0 or more seconds.") }
    }

    func run() throws {
        let context = try CommandContext(global, format)
        var time = context.now
        if let text = now {
            guard let given = Timestamp(iso8601: text) else {
                throw Failure(.usage, "--now \(text): expected a time such as 2026-01-31T12:00:00Z")
            }
            time = given
        }
        let keys = try keys.read(context)
        let weakKeys = Resource.weakKeys()
        var input = cookie
        if cookie == "-" {
            let bytes = try File.readStandardInput(what: "cookies", limit: Self.inputLimit)
            input = String(decoding: bytes, as: UTF8.self)
        }
        let reports = CookieInspector.inspect(input, name: name, keys: keys, weakKeys: weakKeys, maxAge: maxAge, now: time)
        guard !reports.isEmpty else {
            throw Failure(.negative, name.map { "no cookie is called \($0)" } ?? "there is no cookie in the input")
        }
        for (index, report) in reports.enumerated() {
            if context.output.isJSON {
                context.output.json(report.json)
            } else {
                if index > 0 { context.output.line("") }
                report.print(context.output, now: time)
            }
        }
        if reports.contains(where: { $0.verdict != .valid }) { throw ExitCode(1) }
    }
}
