import ArgumentParser
import RollcallSupport
import SessionCore
import SessionRegistry

struct AuditVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check the chain of hashes: exits 1 if an event was changed or is missing.",
        discussion: """
            EXAMPLES
              rollcall audit verify || echo 'somebody edited the log'
            """)

    @OptionGroup var format: FormatOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let context = try CommandContext(global, format)
        let progress = Progress("events checked")
        let verdict = try context.withStore { store in
            try await store.verifyAuditChain { progress.report(Int($0)) }
        }
        progress.end()
        switch verdict {
        case .intact(let events):
            if context.output.isJSON {
                context.output.json(["intact": .bool(true), "broken_at": .null, "events": .integer(Int(events))])
            } else {
                context.output.line("intact: \(Count.words(Int(events), "event")), each follows from the one before it")
            }
        case .broken(let place, let events):
            if context.output.isJSON {
                context.output.json(["intact": .bool(false), "broken_at": .integer(Int(place)), "events": .integer(Int(events))])
            } else {
                context.output.line(
                    "broken at event \(place): it does not follow from the one before it (\(Count.words(Int(events), "event")))")
            }
            throw ExitCode(1)
        }
    }
}
