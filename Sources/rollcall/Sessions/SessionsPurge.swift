import ArgumentParser
import RollcallSupport
import SessionCore
import SessionRegistry

struct SessionsPurge: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge", abstract: "Delete what expired, or was revoked, long ago. This cannot be taken back.",
        discussion: """
            EXAMPLES
              rollcall sessions purge --expired-for 90d --dry-run
              rollcall sessions purge --yes
            """)

    @Option(help: ArgumentHelp("For how long it must have been expired or revoked: 90s, 15m, 2h, 30d, 4w.", valueName: "time"))
    var expiredFor = "30d"
    @Flag(help: "Only say how many would go.")
    var dryRun = false
    @Flag(help: "Do not ask.")
    var yes = false
    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let context = try CommandContext(global, format)
        guard let seconds = DurationText.seconds(parsing: expiredFor) else {
            throw Failure(.usage, "--expired-for \(expiredFor): expected \(DurationText.expected)")
        }
        let cutoff = context.now.advanced(bySeconds: -seconds)
        let (dryRun, yes, actor, output) = (dryRun, yes, context.actor(), context.output)
        let status: Int32 = try context.withStore(changes: !dryRun) { store in
            var outcome = try await store.purge(expiredBefore: cutoff, actor: actor, dryRun: true) { _ in }
            var isDone = false
            if !dryRun, outcome.sessions + outcome.tokens > 0 {
                let words = "\(Count.words(outcome.sessions, "session")) and \(Count.words(outcome.tokens, "remember token"))"
                if !yes {
                    guard Prompt.canAsk else {
                        throw Failure(
                            .usage, "would delete \(words) and there is no terminal to ask on; give --yes, or --dry-run to look")
                    }
                    guard Prompt.confirm("Delete \(words) for good?") else {
                        Messages.note("nothing was deleted")
                        return 1
                    }
                }
                let progress = Progress("deleted")
                outcome = try await store.purge(expiredBefore: cutoff, actor: actor, dryRun: false) { progress.report($0) }
                progress.end()
                isDone = true
            }
            let count = outcome.sessions + outcome.tokens
            if output.isJSON {
                output.json([
                    "purged": .integer(isDone ? count : 0), "sessions": .integer(outcome.sessions),
                    "tokens": .integer(outcome.tokens),
                    "dry_run": .bool(dryRun),
                ])
            } else {
                let words = "\(Count.words(outcome.sessions, "session")) and \(Count.words(outcome.tokens, "remember token"))"
                output.line(dryRun ? "would delete \(words)" : "deleted \(words)")
            }
            return 0
        }
        if status != 0 { throw ExitCode(status) }
    }
}
